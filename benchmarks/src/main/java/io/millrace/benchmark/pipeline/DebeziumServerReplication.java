package io.millrace.benchmark.pipeline;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.DebeziumServer;
import io.millrace.local.MySqlAddress;
import io.nats.client.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Debezium Server with its sink for NATS JetStream, publishing asynchronously, with JSON without schemas. */
final class DebeziumServerReplication implements Replication {
    private static final String STREAM = "DebeziumServer";

    private final DebeziumServer.Program program;
    private final Path directory;
    private final Map<String, String> settings = new HashMap<>();
    private final Arrivals arrivals;
    private @Nullable DebeziumServer server;

    DebeziumServerReplication(
            DebeziumServer.Program program, Path directory, MySqlAddress mysql, String nats, Connection connection)
            throws IOException {
        this.program = program;
        this.directory = directory.toAbsolutePath();
        this.arrivals = new Arrivals(connection, STREAM, "dbz.shop.orders");
        settings.putAll(Map.of(
                "debezium.sink.type", "nats-jetstream",
                "debezium.sink.nats-jetstream.url", nats,
                "debezium.sink.nats-jetstream.create-stream", "true",
                "debezium.sink.nats-jetstream.stream-name", STREAM,
                "debezium.sink.nats-jetstream.subjects", "dbz.>",
                "debezium.sink.nats-jetstream.storage", "file",
                "debezium.sink.nats-jetstream.async.enabled", "true",
                "debezium.format.value", "json",
                "debezium.format.value.schemas.enable", "false",
                "debezium.source.connector.class", "io.debezium.connector.mysql.MySqlConnector"));
        settings.putAll(Map.of(
                "debezium.source.offset.storage.file.filename",
                        this.directory.resolve("offsets.dat").toString(),
                "debezium.source.offset.flush.interval.ms", "1000",
                "debezium.source.schema.history.internal", "io.debezium.storage.file.history.FileSchemaHistory",
                "debezium.source.schema.history.internal.file.filename",
                        this.directory.resolve("history.dat").toString(),
                "debezium.source.topic.prefix", "dbz",
                "debezium.source.database.hostname", mysql.host(),
                "debezium.source.database.port", Integer.toString(mysql.port()),
                "debezium.source.database.user", mysql.user(),
                "debezium.source.database.password", mysql.password(),
                "debezium.source.database.server.id", "64002"));
        settings.putAll(Map.of(
                "debezium.source.database.include.list", "shop",
                // Their subject is the prefix alone, which the stream's subjects do not match.
                "debezium.source.include.schema.changes", "false",
                "debezium.source.max.batch.size", "4096",
                "debezium.source.max.queue.size", "16384",
                "debezium.source.poll.interval.ms", "20"));
    }

    @Override
    public void start() {
        if (server == null) {
            server = DebeziumServer.start(program, directory, settings);
        } else {
            server.restart();
        }
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop();
        }
    }

    @Override
    public void requireRunning() {
        if (server != null) {
            server.requireRunning();
        }
    }

    @Override
    public Arrivals arrivals() {
        return arrivals;
    }

    @Override
    public Instant firstRecord(long sequence) throws Exception {
        byte[] event = arrivals.firstAfter(sequence).getData();
        return Instant.ofEpochMilli(
                new ObjectMapper().readTree(event).path("ts_ms").asLong());
    }

    @Override
    public void close() {
        stop();
    }
}
