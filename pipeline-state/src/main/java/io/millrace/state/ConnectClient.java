package io.millrace.state;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Kafka Connect's REST API, as far as it is used here. Each call throws {@link StateException} if Connect refuses. */
public final class ConnectClient {
    private static final String JSON = "application/json";
    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final int NOT_FOUND = 404;
    private static final int REBALANCING = 409;

    private final JsonHttpClient http;

    public ConnectClient(JsonHttpClient http) {
        this.http = http;
    }

    /** The version of the worker. */
    public String version() throws InterruptedException {
        return require(call("GET", "/"), "the worker").path("version").asText();
    }

    /** The classes of all plug-ins that the worker has, converters and transformations among them. */
    public Set<String> plugins() throws InterruptedException {
        Set<String> classes = new TreeSet<>();
        require(call("GET", "/connector-plugins?connectorsOnly=false"), "the worker's plug-ins")
                .forEach(plugin -> classes.add(plugin.path("class").asText()));
        return classes;
    }

    /** All connectors, in the order of their names. */
    public List<ConnectorState> connectors() throws InterruptedException {
        List<ConnectorState> connectors = new ArrayList<>();
        require(call("GET", "/connectors?expand=info&expand=status"), "all connectors")
                .properties()
                .forEach(connector -> connectors.add(ConnectorState.of(connector.getKey(), connector.getValue())));
        connectors.sort((one, other) -> one.name().compareTo(other.name()));
        return connectors;
    }

    /** What the worker and the plug-in say about a configuration. Nothing is changed. */
    public ConfigurationCheck check(Map<String, String> configuration) throws InterruptedException {
        String plugin = PercentEncoding.encode(configuration.getOrDefault("connector.class", ""));
        return ConfigurationCheck.of(http.call(
                "PUT",
                "/connector-plugins/" + plugin + "/config/validate",
                JSON,
                MAPPER.valueToTree(configuration).toString()));
    }

    /** The connector's configuration; empty if there is no such connector. */
    public Optional<JsonNode> configuration(String connector) throws InterruptedException {
        JsonHttpClient.Answer answer = call("GET", path(connector) + "/config");
        return answer.status() == NOT_FOUND ? Optional.empty() : Optional.of(requireFor(answer, connector));
    }

    /**
     * Whether the connector and all its tasks are running, and there is at least one task.
     *
     * @throws StateException if the connector or one of its tasks has failed
     */
    public boolean isRunning(String connector) throws InterruptedException {
        JsonNode status = status(connector);
        requireNotFailed("Connector " + connector, status.path("connector"));
        boolean running = isIn("RUNNING", status.path("connector"));
        for (JsonNode task : status.path("tasks")) {
            requireNotFailed("A task of connector " + connector, task);
            running &= isIn("RUNNING", task);
        }
        return running && !status.path("tasks").isEmpty();
    }

    /** Whether the connector is stopped and its tasks, including failed ones, are gone. */
    public boolean isStopped(String connector) throws InterruptedException {
        JsonNode status = status(connector);
        return isIn("STOPPED", status.path("connector")) && status.path("tasks").isEmpty();
    }

    public JsonNode offsets(String connector) throws InterruptedException {
        return requireFor(call("GET", path(connector) + "/offsets"), connector);
    }

    /** RUNNING, PAUSED, STOPPED, …; UNASSIGNED while Connect does not know it. */
    public String state(String connector) throws InterruptedException {
        return status(connector).at("/connector/state").asText("UNASSIGNED");
    }

    /** The connector's tasks with their configurations, as Connect gives them. */
    public JsonNode tasks(String connector) throws InterruptedException {
        return requireFor(call("GET", path(connector) + "/tasks"), connector);
    }

    /** Restarts the connector and those of its tasks that have failed. */
    public void restartFailed(String connector) throws InterruptedException {
        requireFor(call("POST", path(connector) + "/restart?includeTasks=true&onlyFailed=true"), connector);
    }

    /** Changes one setting and leaves the others; an empty value removes it. */
    public void configure(String connector, String setting, String value) throws InterruptedException {
        ObjectNode change = MAPPER.createObjectNode();
        change.put(setting, value.isEmpty() ? null : value);
        requireFor(http.call("PATCH", path(connector) + "/config", JSON, change.toString()), connector);
    }

    public void stop(String connector) throws InterruptedException {
        requireFor(call("PUT", path(connector) + "/stop"), connector);
    }

    public void resume(String connector) throws InterruptedException {
        requireFor(call("PUT", path(connector) + "/resume"), connector);
    }

    /** The connector must be stopped. */
    public void alterOffsets(String connector, String offsets) throws InterruptedException {
        requireFor(http.call("PATCH", path(connector) + "/offsets", JSON, offsets), connector);
    }

    /** Empty while Connect does not know the status. */
    private JsonNode status(String connector) throws InterruptedException {
        JsonHttpClient.Answer answer = call("GET", path(connector) + "/status");
        return answer.status() == NOT_FOUND || answer.status() == REBALANCING
                ? MissingNode.getInstance()
                : requireFor(answer, connector);
    }

    private JsonHttpClient.Answer call(String method, String path) throws InterruptedException {
        return http.call(method, path, JSON, "");
    }

    private static String path(String connector) {
        return "/connectors/" + PercentEncoding.encode(connector);
    }

    private static boolean isIn(String state, JsonNode status) {
        return status.path("state").asText().equals(state);
    }

    private static void requireNotFailed(String what, JsonNode status) {
        if (isIn("FAILED", status)) {
            throw new StateException(
                    what + " has failed: " + Traces.summary(status.path("trace").asText()));
        }
    }

    private JsonNode requireFor(JsonHttpClient.Answer answer, String connector) {
        return require(answer, "connector " + connector);
    }

    private JsonNode require(JsonHttpClient.Answer answer, String what) {
        if (answer.status() >= 300) {
            throw new StateException("Connect at " + http + " answered with status " + answer.status() + " for " + what
                    + ": " + answer.body().path("message").asText());
        }
        return answer.body();
    }
}
