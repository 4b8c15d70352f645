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

/** The Connect worker, with connectors that come and go. */
public final class Worker {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final int NOT_YET_THERE = 404;

    private final ConnectRest rest;
    private final String kafka;

    Worker(ConnectWorker worker, String kafka) {
        rest = worker.rest();
        this.kafka = kafka;
    }

    /** The configuration of a connector as {@code connect-config/} has it. */
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

    /** Starts a connector under a name that was never used, and returns at once. */
    public void start(String name, Map<String, String> settings) {
        rest.put(name, settings);
    }

    /**
     * Waits for what a connector does.
     *
     * @throws IllegalStateException when it has failed, or takes too long
     */
    public void await(String name, Duration limit, Condition condition) throws Exception {
        Waiting waiting = new Waiting(limit, Duration.ofMillis(200));
        while (!condition.holds()) {
            requireAlive(name);
            waiting.pause("connector " + name);
        }
    }

    public void delete(String name) {
        rest.delete(name);
    }

    /** Something that comes true with time. */
    public interface Condition {
        boolean holds() throws Exception;
    }

    private void requireAlive(String name) {
        JsonNode status;
        try {
            status = rest.status(name);
        } catch (ConnectRestException e) {
            if (e.status() == NOT_YET_THERE) {
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
