package io.millrace.benchmark.servers;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.Checkout;
import io.millrace.local.ConnectRest;
import io.millrace.local.ConnectRestException;
import io.millrace.local.ConnectWorker;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The Connect worker, on which each run starts and deletes its connectors. */
public final class Worker {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int NOT_FOUND = 404;

    private final ConnectWorker worker;
    private final ConnectRest rest;
    private final String kafka;

    Worker(ConnectWorker worker, String kafka) {
        this.worker = worker;
        rest = worker.rest();
        this.kafka = kafka;
    }

    /** Returns a connector's configuration from {@code connect-config}. */
    public static Map<String, String> shipped(String connector) throws IOException {
        Map<String, String> settings = new HashMap<>();
        JSON.readTree(Checkout.connectConfig().resolve(connector + ".json").toFile())
                .path("config")
                .properties()
                .forEach(each -> settings.put(each.getKey(), each.getValue().asText()));
        return settings;
    }

    public String kafka() {
        return kafka;
    }

    /** Starts a connector under a new name, without waiting for it. */
    public void start(String name, Map<String, String> settings) {
        rest.put(name, settings);
    }

    /**
     * Waits until a connector's work meets a condition.
     *
     * @throws IllegalStateException if the connector fails or takes too long
     */
    public void await(String name, Duration limit, Condition condition) throws Exception {
        Deadline deadline = new Deadline(limit, Duration.ofMillis(200));
        while (!condition.holds()) {
            requireAlive(name);
            deadline.pause("connector " + name);
        }
    }

    /** Waits until the connector and all its tasks are running. */
    public void awaitRunning(String name, Duration limit) throws Exception {
        await(name, limit, () -> isRunning(name));
    }

    /** Stops the worker; its connectors go on where they were when it is started again. */
    public void stop() {
        worker.stop();
    }

    /** Starts the worker again. */
    public void restart() {
        worker.restart();
    }

    public void delete(String name) {
        rest.delete(name);
    }

    /** Polled until it holds. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    private boolean isRunning(String name) {
        try {
            return rest.isRunning(name);
        } catch (ConnectRestException e) {
            if (e.status() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    /** @throws IllegalStateException if the connector or one of its tasks has failed */
    public void requireAlive(String name) {
        JsonNode status;
        try {
            status = rest.status(name);
        } catch (ConnectRestException e) {
            if (e.status() == NOT_FOUND) {
                return;
            }
            throw e;
        }
        requireNotFailed(name, status.path("connector"));
        status.path("tasks").forEach(task -> requireNotFailed(name, task));
    }

    private static void requireNotFailed(String name, JsonNode part) {
        if (part.path("state").asText().equals("FAILED")) {
            throw new IllegalStateException(
                    "Connector " + name + " failed: " + part.path("trace").asText());
        }
    }
}
