package io.millrace.local;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Connect's REST API for tests and the quickstart; the product has a client of its own, since it does not depend on this
 * module. Each call throws {@link ConnectRestException} if Connect refuses.
 */
public final class ConnectRest {
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Connect gives up on a request after 90 s. */
    private static final Duration TIMEOUT = Duration.ofSeconds(100);

    private static final int CONFLICT = 409;
    private static final int INTERNAL_ERROR = 500;
    private static final Duration CONFLICT_LIMIT = Duration.ofMinutes(5);
    private static final Duration AGAIN_AFTER = Duration.ofMillis(250);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String url;

    public ConnectRest(String url) {
        this.url = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
    }

    public String url() {
        return url;
    }

    /** What {@code POST /connectors} takes: {@code {"name": …, "config": {…}}}, as in the files in connect-config. */
    public JsonNode create(String nameAndConfig) {
        String name = read(nameAndConfig).path("name").asText();
        return call("POST", "/connectors", BodyPublishers.ofString(nameAndConfig), () -> exists(name));
    }

    public JsonNode create(String name, Map<String, String> config) {
        return call("POST", "/connectors", body(Map.of("name", name, "config", config)), () -> exists(name));
    }

    /** Creates the connector or updates its configuration. */
    public JsonNode put(String name, Map<String, String> config) {
        return call("PUT", "/connectors/" + name + "/config", body(config));
    }

    public JsonNode config(String name) {
        return get("/connectors/" + name + "/config");
    }

    /** {@code {"connector": {"state": …}, "tasks": [{"id": 0, "state": …}]}} */
    public JsonNode status(String name) {
        return get("/connectors/" + name + "/status");
    }

    /** Whether the connector and all its tasks are RUNNING, and there is at least one task. */
    public boolean isRunning(String name) {
        JsonNode status = status(name);
        JsonNode tasks = status.path("tasks");
        for (JsonNode task : tasks) {
            if (!"RUNNING".equals(task.path("state").asText())) {
                return false;
            }
        }
        return "RUNNING".equals(status.path("connector").path("state").asText()) && !tasks.isEmpty();
    }

    /** The answer to {@code PUT /connector-plugins/<class>/config/validate}. */
    public JsonNode validate(String connectorClass, Map<String, String> config) {
        return call("PUT", "/connector-plugins/" + connectorClass + "/config/validate", body(config));
    }

    public JsonNode connectors() {
        return get("/connectors");
    }

    public JsonNode plugins() {
        return get("/connector-plugins?connectorsOnly=false");
    }

    public JsonNode offsets(String name) {
        return get("/connectors/" + name + "/offsets");
    }

    /** The connector must be stopped. */
    public JsonNode alterOffsets(String name, String offsets) {
        return call("PATCH", "/connectors/" + name + "/offsets", BodyPublishers.ofString(offsets));
    }

    /** The connector must be stopped. */
    public JsonNode resetOffsets(String name) {
        return call("DELETE", "/connectors/" + name + "/offsets", BodyPublishers.noBody());
    }

    public void stop(String name) {
        call("PUT", "/connectors/" + name + "/stop", BodyPublishers.noBody());
    }

    public void pause(String name) {
        call("PUT", "/connectors/" + name + "/pause", BodyPublishers.noBody());
    }

    public void resume(String name) {
        call("PUT", "/connectors/" + name + "/resume", BodyPublishers.noBody());
    }

    public void restart(String name) {
        call("POST", "/connectors/" + name + "/restart?includeTasks=true", BodyPublishers.noBody());
    }

    public void delete(String name) {
        call("DELETE", "/connectors/" + name, BodyPublishers.noBody());
    }

    /** Gets any resource by its path. */
    public JsonNode get(String path) {
        return call("GET", path, BodyPublishers.noBody());
    }

    /** Connect answers this only once it has joined its group and read its topics. */
    void requireHealthy() {
        get("/health");
    }

    private static BodyPublisher body(Map<String, ?> value) {
        try {
            return BodyPublishers.ofString(JSON.writeValueAsString(value));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private boolean exists(String connector) {
        for (JsonNode name : connectors()) {
            if (name.asText().equals(connector)) {
                return true;
            }
        }
        return false;
    }

    private JsonNode call(String method, String path, BodyPublisher body) {
        return call(method, path, body, () -> false);
    }

    /**
     * Retries during a rebalance, which Connect reports as a conflict as well, though a temporary one, and what Connect
     * says can be retried because Kafka, just started again, does not take its record yet.
     */
    private JsonNode call(String method, String path, BodyPublisher body, BooleanSupplier conflictStays) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .method(method, body)
                .build();
        Instant deadline = Instant.now().plus(CONFLICT_LIMIT);
        HttpResponse<String> response = send(request);
        while (isTemporary(response)
                && !conflictStays.getAsBoolean()
                && Instant.now().isBefore(deadline)) {
            pause();
            response = send(request);
        }
        if (response.statusCode() >= 300) {
            throw new ConnectRestException(method + " " + request.uri(), response.statusCode(), response.body());
        }
        return response.body().isEmpty() ? MissingNode.getInstance() : read(response.body());
    }

    private static boolean isTemporary(HttpResponse<String> response) {
        return response.statusCode() == CONFLICT
                || response.statusCode() == INTERNAL_ERROR && response.body().contains("can be safely retried");
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(request.method() + " " + request.uri() + " failed", e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static void pause() {
        try {
            Thread.sleep(AGAIN_AFTER.toMillis());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static IllegalStateException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return new IllegalStateException("Interrupted while asking Connect", cause);
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (IOException e) {
            throw new UncheckedIOException("Not JSON: " + json, e);
        }
    }
}
