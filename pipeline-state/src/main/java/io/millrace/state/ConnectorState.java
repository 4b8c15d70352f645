package io.millrace.state;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A connector as Connect has it.
 *
 * @param configuration with placeholders such as {@code ${env:NAME}} as they were posted
 * @param state RUNNING, PAUSED, STOPPED, FAILED, …
 * @param trace why the connector itself has failed, otherwise empty
 */
public record ConnectorState(
        String name, Map<String, String> configuration, String state, String trace, List<TaskState> tasks) {
    /** @param trace why the task has failed, otherwise empty */
    public record TaskState(int id, String state, String worker, String trace) {}

    static ConnectorState of(String name, JsonNode expanded) {
        Map<String, String> configuration = new TreeMap<>();
        expanded.at("/info/config")
                .properties()
                .forEach(setting ->
                        configuration.put(setting.getKey(), setting.getValue().asText()));
        List<TaskState> tasks = new ArrayList<>();
        expanded.at("/status/tasks")
                .forEach(task -> tasks.add(new TaskState(
                        task.path("id").asInt(),
                        task.path("state").asText(),
                        task.path("worker_id").asText(),
                        task.path("trace").asText())));
        JsonNode connector = expanded.at("/status/connector");
        return new ConnectorState(
                name,
                configuration,
                connector.path("state").asText("UNASSIGNED"),
                connector.path("trace").asText(),
                tasks);
    }
}
