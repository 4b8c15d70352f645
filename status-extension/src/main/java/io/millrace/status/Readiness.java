package io.millrace.status;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.snapshot.PipelineSnapshot;
import io.millrace.state.snapshot.PipelineSnapshot.Connector;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Whether all connectors of the pipeline run, and what does not. */
record Readiness(List<String> faults) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static Readiness of(PipelineSnapshot snapshot) {
        List<String> faults = new ArrayList<>();
        snapshot.outages().stream()
                .filter(outage -> outage.server().equals("Connect")
                        && snapshot.connectors().isEmpty())
                .forEach(outage -> faults.add("Connect does not say what runs: " + outage.problem()));
        if (snapshot.connectors().isEmpty() && faults.isEmpty()) {
            faults.add("No connector of the pipeline was registered");
        }
        snapshot.connectors().forEach(connector -> add(faults, connector));
        return new Readiness(faults);
    }

    boolean isReady() {
        return faults.isEmpty();
    }

    ObjectNode json() {
        ObjectNode json = JSON.createObjectNode().put("ready", isReady());
        faults.forEach(json.putArray("faults")::add);
        return json;
    }

    private static void add(List<String> faults, Connector connector) {
        String name = "Connector " + connector.name();
        if (!connector.state().equals("RUNNING")) {
            faults.add(sentence(name, connector.state(), connector.reason()));
        } else if (connector.tasks().isEmpty()) {
            faults.add(name + " has no tasks");
        }
        connector.tasks().stream()
                .filter(task -> !task.isRunning())
                .forEach(task -> faults.add(
                        sentence("Task " + task.id() + " of " + connector.name(), task.state(), task.reason())));
    }

    private static String sentence(String what, String state, String reason) {
        return what + " is " + state.toLowerCase(Locale.ROOT) + (reason.isEmpty() ? "" : ": " + reason);
    }
}
