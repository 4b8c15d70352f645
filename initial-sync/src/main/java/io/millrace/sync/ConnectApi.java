package io.millrace.sync;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.Optional;

/** What is asked of Kafka Connect's REST API. */
final class ConnectApi {
    private static final String JSON = "application/json";
    private static final int NOT_FOUND = 404;
    private static final int REBALANCING = 409;

    private final HttpJson http;

    ConnectApi(HttpJson http) {
        this.http = http;
    }

    /** The connector's configuration; empty when there is no such connector. */
    Optional<JsonNode> configuration(String connector) throws InterruptedException {
        HttpJson.Answer answer = http.call("GET", "/connectors/" + connector + "/config", JSON, "");
        return answer.status() == NOT_FOUND ? Optional.empty() : Optional.of(require(answer, connector));
    }

    /**
     * Whether the connector and all its tasks, of which there is at least one, run.
     *
     * @throws SyncException when one has failed
     */
    boolean isRunning(String connector) throws InterruptedException {
        JsonNode status = status(connector);
        requireNotFailed("Connector " + connector, status.path("connector"));
        boolean running = isIn("RUNNING", status.path("connector"));
        for (JsonNode task : status.path("tasks")) {
            requireNotFailed("A task of connector " + connector, task);
            running &= isIn("RUNNING", task);
        }
        return running && !status.path("tasks").isEmpty();
    }

    /** Whether the connector is stopped and its tasks, failed ones too, are gone. */
    boolean isStopped(String connector) throws InterruptedException {
        JsonNode status = status(connector);
        return isIn("STOPPED", status.path("connector")) && status.path("tasks").isEmpty();
    }

    JsonNode offsets(String connector) throws InterruptedException {
        return require(http.call("GET", "/connectors/" + connector + "/offsets", JSON, ""), connector);
    }

    void stop(String connector) throws InterruptedException {
        require(http.call("PUT", "/connectors/" + connector + "/stop", JSON, ""), connector);
    }

    void resume(String connector) throws InterruptedException {
        require(http.call("PUT", "/connectors/" + connector + "/resume", JSON, ""), connector);
    }

    /** The connector has to be stopped. */
    void alterOffsets(String connector, String offsets) throws InterruptedException {
        require(http.call("PATCH", "/connectors/" + connector + "/offsets", JSON, offsets), connector);
    }

    /** Without content while Connect does not know. */
    private JsonNode status(String connector) throws InterruptedException {
        HttpJson.Answer answer = http.call("GET", "/connectors/" + connector + "/status", JSON, "");
        return answer.status() == NOT_FOUND || answer.status() == REBALANCING
                ? MissingNode.getInstance()
                : require(answer, connector);
    }

    private static boolean isIn(String state, JsonNode status) {
        return status.path("state").asText().equals(state);
    }

    private static void requireNotFailed(String what, JsonNode status) {
        if (isIn("FAILED", status)) {
            throw new SyncException(
                    what + " has failed: " + status.path("trace").asText());
        }
    }

    private static JsonNode require(HttpJson.Answer answer, String connector) {
        if (answer.status() >= 300) {
            throw new SyncException("Connect refuses with status " + answer.status() + " for connector " + connector
                    + ": " + answer.body().path("message").asText());
        }
        return answer.body();
    }
}
