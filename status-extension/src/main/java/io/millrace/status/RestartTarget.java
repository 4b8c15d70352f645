package io.millrace.status;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** A connector itself, or one of its tasks: what Connect restarts at a time. */
record RestartTarget(String connector, OptionalInt task) {
    static RestartTarget connector(String name) {
        return new RestartTarget(name, OptionalInt.empty());
    }

    static RestartTarget task(String connector, int number) {
        return new RestartTarget(connector, OptionalInt.of(number));
    }

    /** The resource of Connect's REST API that restarts it. */
    String path() {
        String name = URLEncoder.encode(connector, StandardCharsets.UTF_8).replace("+", "%20");
        return "/connectors/" + name + (task.isPresent() ? "/tasks/" + task.getAsInt() : "") + "/restart";
    }

    @Override
    public String toString() {
        return (task.isPresent() ? "task " + task.getAsInt() + " of " : "") + "connector " + connector;
    }
}
