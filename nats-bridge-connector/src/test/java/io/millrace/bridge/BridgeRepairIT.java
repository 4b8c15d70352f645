package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bridge.encode.SourceRun;
import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvent;
import io.millrace.event.EventRecordBytes;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.event.Snowflake;
import io.millrace.event.Source;
import io.millrace.event.Type;
import io.millrace.local.NatsServer;
import io.millrace.nats.AuditMarks;
import io.nats.client.Connection;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deletes with which an audit mends the index, on their way through the bridge. */
class BridgeRepairIT {
    private static final String SUBJECT = "cdc.shop.sales.customers.0";
    private static final long NOW = Shop.COMMIT_TIME_US;
    private static final long SECOND = 1_000_000;
    private static final long OLD = Snowflake.first(NOW / 1000 - 86_400_000, 3);

    @TempDir
    private Path directory;

    private NatsServer server;
    private final FakeTopic topic = new FakeTopic(Shop.TOPIC, 0);

    @BeforeEach
    void startServer() {
        server = NatsServer.start(directory);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void aRepairKeepsItsIdAndIsPublishedOnce() throws Exception {
        ConvertingSource source = new ConvertingSource(topic);
        source.insert(1, NOW);
        repair(7, OLD);
        source.insert(2, NOW + SECOND);

        List<String> warnings;
        try (CapturedLog log = new CapturedLog()) {
            runToEnd();
            topic.seek(0);
            runToEnd();
            warnings = log.lines("WARN");
        }

        assertThat(warnings).isEmpty();
        assertThat(marks()).isZero();
        StreamContents contents = StreamContents.read(server.url());
        assertThat(contents.ids(SUBJECT))
                .containsExactly(source.ids().get(0), OLD, source.ids().get(1));
        ChangeEvent delete = contents.events().get(1);
        assertThat(delete.getOperation()).isEqualTo(Operation.DELETE);
        assertThat(CanonicalKey.text(delete.getKey())).isEqualTo("[7]");
        assertThat(delete.getUnknownFields().asMap()).isEmpty();
    }

    /** A bridge that starts sees the last message of the subject only. */
    @Test
    void aRunThatBeginsBehindIsRaisedAlsoWhenARepairIsTheLastEvent() throws Exception {
        ConvertingSource before = new ConvertingSource(topic);
        before.insert(1, NOW);
        repair(7, OLD);
        runToEnd();
        repair(8, OLD + 1);
        runToEnd();
        ConvertingSource after = new ConvertingSource(topic);
        after.insert(1, NOW - 10 * SECOND);
        runToEnd();

        List<Long> ids = StreamContents.read(server.url()).ids(SUBJECT);
        assertThat(ids).hasSize(4);
        assertThat(ids.get(2)).isEqualTo(OLD + 1);
        assertThat(ids.get(3)).isGreaterThan(ids.get(0));
    }

    private void repair(int id, long version) throws IOException {
        Row key = RowBuilder.of().value("id", Type.INT32, id).build();
        byte[] event = ChangeEvent.newBuilder()
                .setOperation(Operation.DELETE)
                .setSource(Source.newBuilder()
                        .setConnector("mysql")
                        .setName("shop")
                        .setDatabase("sales")
                        .setTable("customers"))
                .setKey(key)
                .build()
                .toByteArray();
        topic.append(
                CanonicalKey.bytes(key), new EventRecordBytes(event, version, SourceRun.REPAIR, version).toByteArray());
    }

    private long marks() throws Exception {
        try (Connection connection = NatsServer.connect(server.url())) {
            return AuditMarks.open(connection).list().size();
        }
    }

    private void runToEnd() {
        Map<String, String> properties = new HashMap<>(Shop.connectorProperties(server.url()));
        properties.put("nats.stream.create", "if.absent");
        FakeWorker worker = new FakeWorker(topic).start(properties);
        worker.runToEnd();
        worker.stop();
    }
}
