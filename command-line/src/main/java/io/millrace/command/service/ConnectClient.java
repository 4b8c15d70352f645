package io.millrace.command.service;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.command.console.CommandException;
import java.util.Optional;

/** Kafka Connect's REST API, as far as the commands use it. Each call throws {@link CommandException} if Connect refuses. */
public final class ConnectClient {
    private static final String JSON = "application/json";
    private static final int NOT_FOUND = 404;
    private static final int REBALANCING = 409;

    private final JsonHttpClient http;

    public ConnectClient(JsonHttpClient http) {
        this.http = http;
    }

    /** The connector's configuration; empty if there is no such connector. */
    public Optional<JsonNode> configuration(String connector) throws InterruptedException {
        JsonHttpClient.Answer answer = http.call("GET", "/connectors/" + connector + "/config", JSON, "");
        return answer.status() == NOT_FOUND ? Optional.empty() : Optional.of(require(answer, connector));
    }

    /**
     * Whether the connector and all its tasks are running, and there is at least one task.
     *
     * @throws CommandException if the connector or one of its tasks has failed
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
        return require(http.call("GET", "/connectors/" + connector + "/offsets", JSON, ""), connector);
    }

    public void stop(String connector) throws InterruptedException {
        require(http.call("PUT", "/connectors/" + connector + "/stop", JSON, ""), connector);
    }

    public void resume(String connector) throws InterruptedException {
        require(http.call("PUT", "/connectors/" + connector + "/resume", JSON, ""), connector);
    }

    /** The connector must be stopped. */
    public void alterOffsets(String connector, String offsets) throws InterruptedException {
        require(http.call("PATCH", "/connectors/" + connector + "/offsets", JSON, offsets), connector);
    }

    /** Empty while Connect does not know the status. */
    private JsonNode status(String connector) throws InterruptedException {
        JsonHttpClient.Answer answer = http.call("GET", "/connectors/" + connector + "/status", JSON, "");
        return answer.status() == NOT_FOUND || answer.status() == REBALANCING
                ? MissingNode.getInstance()
                : require(answer, connector);
    }

    private static boolean isIn(String state, JsonNode status) {
        return status.path("state").asText().equals(state);
    }

    private static void requireNotFailed(String what, JsonNode status) {
        if (isIn("FAILED", status)) {
            throw new CommandException(
                    what + " has failed: " + status.path("trace").asText());
        }
    }

    private static JsonNode require(JsonHttpClient.Answer answer, String connector) {
        if (answer.status() >= 300) {
            throw new CommandException("Connect answered with status " + answer.status() + " for connector " + connector
                    + ": " + answer.body().path("message").asText());
        }
        return answer.body();
    }
}
