package io.millrace.quickstart;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.Checkout;
import io.millrace.local.ConnectRest;
import io.millrace.local.ConnectRestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Registers the connectors in connect-config. */
final class SampleConnectors {
    /** In the order of registration; each file is named after its connector. */
    static final List<String> NAMES = List.of("mysql-source", "nats-bridge", "manticore-sink");

    private static final int EXISTS_ALREADY = 409;

    private final ConnectRest connect;
    private final List<String> registered = new CopyOnWriteArrayList<>();

    SampleConnectors(ConnectRest connect) {
        this.connect = connect;
    }

    /**
     * Posts the file unchanged. An existing connector keeps its configuration.
     *
     * @return whether the connector is new
     */
    boolean register(String name) {
        Path file = Checkout.connectConfig().resolve(name + ".json");
        try {
            connect.create(Files.readString(file));
            registered.add(name);
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        } catch (ConnectRestException e) {
            if (e.status() != EXISTS_ALREADY) {
                throw new QuickstartException("Connect did not accept connector " + name + ": " + e.getMessage(), e);
            }
            return false;
        }
    }

    /** Deletes the connectors that {@link #register} created. */
    void remove() {
        registered.forEach(connect::delete);
        registered.clear();
    }

    /** Whether the connector and its tasks are running. */
    boolean isRunning(String name) {
        try {
            return connect.isRunning(name);
        } catch (ConnectRestException notYetKnown) {
            return false;
        }
    }

    /** @throws QuickstartException if one of the connectors has failed, with the reason */
    void requireHealthy() {
        for (String name : NAMES) {
            failure(name).ifPresent(trace -> {
                throw new QuickstartException("Connector " + name + " has failed: " + reason(trace));
            });
        }
    }

    private Optional<String> failure(String name) {
        JsonNode status;
        try {
            status = connect.status(name);
        } catch (ConnectRestException notYetKnown) {
            return Optional.empty();
        }
        if (hasFailed(status.path("connector"))) {
            return Optional.of(status.path("connector").path("trace").asText());
        }
        for (JsonNode task : status.path("tasks")) {
            if (hasFailed(task)) {
                return Optional.of(task.path("trace").asText());
            }
        }
        return Optional.empty();
    }

    private static boolean hasFailed(JsonNode state) {
        return "FAILED".equals(state.path("state").asText());
    }

    /** The messages of a stack trace: its first line and those of its causes. */
    private static String reason(String trace) {
        return String.join(
                System.lineSeparator() + "    ",
                trace.lines().filter(line -> !line.startsWith("\t")).toList());
    }
}
