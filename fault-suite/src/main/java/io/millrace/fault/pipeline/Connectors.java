package io.millrace.fault.pipeline;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.ConnectRest;
import io.millrace.local.ConnectRestException;
import io.millrace.local.ConnectorFile;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The connectors of a pipeline. What is asked of Connect is asked until it answers, since a worker may be away or busy. */
public final class Connectors {
    /** In the order in which they are registered. */
    public static final List<String> NAMES = List.of("mysql-source", "nats-bridge", "manticore-sink");

    /** Where the sink says what it has acknowledged, and puts what it cannot apply. */
    public static final String RECEIPTS = "manticore-sink.receipts";

    public static final String DEAD_LETTERS = "manticore-sink.dead-letters";

    private static final List<String> CAPTURED_DATABASES = List.of(TestedPipeline.DATABASE, "warehouse");

    private final ConnectRest connect;

    /** @param url where Connect is to be asked */
    Connectors(String url) {
        connect = new ConnectRest(url);
    }

    /** The settings that a connector is registered with: those of connect-config, and what the suite needs on top. */
    public static Map<String, String> settings(String connector) {
        Map<String, String> settings = ConnectorFile.settings(connector);
        if (connector.equals("manticore-sink")) {
            settings.put("receipts.topic", RECEIPTS);
            settings.put("subjects", "cdc.mysql.*.*,cdc." + TestedPipeline.APPLICATION + ".*.*");
        } else if (connector.equals("mysql-source")) {
            settings.put("database.include.list", String.join(",", CAPTURED_DATABASES));
        }
        return settings;
    }

    /** Registers all of them, and returns when their tasks are running. */
    public void register() {
        for (String connector : NAMES) {
            connect.create(connector, settings(connector));
            awaitRunning(connector);
        }
    }

    public void awaitRunning(String connector) {
        await(connector)
                .atMost(TestedPipeline.PATIENCE)
                // A worker has no status yet for a connector that was just created.
                .ignoreExceptionsMatching(Connectors::isAway)
                .until(() -> connect.isRunning(connector));
    }

    public JsonNode status(String connector) {
        return connect.status(connector);
    }

    public void ask(Consumer<ConnectRest> request) {
        await("Connect").atMost(TestedPipeline.PATIENCE).until(() -> {
            try {
                request.accept(connect);
                return true;
            } catch (ConnectRestException | UncheckedIOException e) {
                return false;
            }
        });
    }

    /** Returns when the connector's tasks have ended. */
    public void stop(String connector) {
        ask(rest -> rest.stop(connector));
        await(connector)
                .atMost(TestedPipeline.PATIENCE)
                .ignoreExceptionsMatching(Connectors::isAway)
                .until(() -> isStopped(connector));
    }

    private boolean isStopped(String connector) {
        JsonNode status = status(connector);
        return status.at("/connector/state").asText().equals("STOPPED")
                && status.path("tasks").isEmpty();
    }

    private static boolean isAway(Throwable failure) {
        return failure instanceof ConnectRestException || failure instanceof UncheckedIOException;
    }
}
