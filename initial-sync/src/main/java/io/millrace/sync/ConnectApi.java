package io.millrace.sync;

import com.fasterxml.jackson.databind.JsonNode;
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

    /** Whether the connector and all its tasks, of which there is at least one, are in a state. */
    boolean isIn(String state, String connector) throws InterruptedException {
        HttpJson.Answer answer = http.call("GET", "/connectors/" + connector + "/status", JSON, "");
        if (answer.status() == NOT_FOUND || answer.status() == REBALANCING) {
            return false;
        }
        JsonNode status = require(answer, connector);
        if (status.path("connector").path("state").asText().equals("FAILED")) {
            throw new SyncException("Connector " + connector + " has failed: "
                    + status.path("connector").path("trace").asText());
        }
        for (JsonNode task : status.path("tasks")) {
            if (task.path("state").asText().equals("FAILED")) {
                throw new SyncException("A task of connector " + connector + " has failed: "
                        + task.path("trace").asText());
            }
            if (!task.path("state").asText().equals(state)) {
                return false;
            }
        }
        boolean tasks = !status.path("tasks").isEmpty() || state.equals("STOPPED");
        return tasks && status.path("connector").path("state").asText().equals(state);
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

    private static JsonNode require(HttpJson.Answer answer, String connector) {
        if (answer.status() >= 300) {
            throw new SyncException("Connect refuses with status " + answer.status() + " for connector " + connector
                    + ": " + answer.body().path("message").asText());
        }
        return answer.body();
    }
}
