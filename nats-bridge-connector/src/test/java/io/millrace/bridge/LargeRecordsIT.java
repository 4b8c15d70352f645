package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.millrace.event.Column;
import io.millrace.local.NatsServer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows that lack their largest columns, and dead letters that their topic would not take. */
class LargeRecordsIT extends BridgeOnNats {
    private static final int LARGE = 1_300_000;

    private final CapturedLog log = new CapturedLog();
    private final FakeTopic topic = new FakeTopic(Shop.TOPIC, 3);

    @AfterEach
    void closeLog() {
        log.close();
    }

    @Test
    void rowsWithoutTheirLargestColumnsArePublishedAndTold() throws Exception {
        append(Shop.key(0), Shop.insert(0, "small"));
        append(Shop.key(1), Shop.insert(1, "x".repeat(LARGE)));
        append(Shop.key(2), Shop.insert(2, "x".repeat(LARGE)));

        FakeWorker worker = run(Map.of());

        assertThat(StreamContents.read(server.url()).events())
                .extracting(event ->
                        event.getLeftOutList().stream().map(Column::getName).toList())
                .containsExactly(List.of(), List.of("name"), List.of("name"));
        assertThat(worker.context.metrics.value("shortened-total")).isEqualTo(2);
        assertThat(log.lines("WARN"))
                .singleElement()
                .asString()
                .contains(
                        "Rows of table sales.customers are published without columns, name in " + Shop.TOPIC + "-3@1");
    }

    @Test
    void rowsWithoutTheirLargestColumnsAreSetAsideWhereThatIsWanted() throws Exception {
        append(Shop.key(0), Shop.insert(0, "small"));
        append(Shop.key(1), Shop.insert(1, "x".repeat(LARGE)));

        FakeWorker worker = run(Map.of("oversized.rows", "set.aside"));

        assertThat(StreamContents.read(server.url()).offsets(SUBJECT)).containsExactly(0L);
        assertThat(worker.context.reported.values())
                .singleElement()
                .extracting(Throwable::getMessage)
                .asString()
                .contains(Shop.TOPIC + "-3@1", "sales.customers", "columns name", "event.max.bytes");
    }

    @Test
    void aRowWithATooLargeKeyIsADeadLetterThatNamesTheKeysColumns() throws Exception {
        Schema schema =
                SchemaBuilder.struct().field("name", Schema.STRING_SCHEMA).build();
        append(new Struct(schema).put("name", "x".repeat(100_000)), Shop.insert(0, "x"));
        append(Shop.key(1), Shop.insert(1, "next"));

        FakeWorker worker = run(Map.of());

        assertThat(StreamContents.read(server.url()).offsets(SUBJECT)).containsExactly(1L);
        assertThat(worker.context.reported.values())
                .singleElement()
                .extracting(Throwable::getMessage)
                .asString()
                .contains("its columns name, has more than 65536 bytes", "message.key.columns");
    }

    @Test
    void aLargeDeadLetterIsReportedByReference() {
        byte[] key = "[7]".getBytes(StandardCharsets.UTF_8);
        topic.append(key, new byte[LARGE]);
        topic.append(key, new byte[100]);

        FakeWorker worker = run(Map.of());

        Map<Long, SinkRecord> reported = byOffset(worker);
        SinkRecord reference = Objects.requireNonNull(reported.get(0L));
        assertThat(reference.key()).isEqualTo(key);
        assertThat(reference.value()).isNull();
        assertThat(reference.headers().lastWithName("millrace.reference").value())
                .isEqualTo(Shop.TOPIC + "-3@0");
        assertThat(reference.headers().lastWithName("millrace.reason").value())
                .asString()
                .contains("not a change event");
        assertThat(Objects.requireNonNull(reported.get(1L)).value()).isEqualTo(new byte[100]);
    }

    @Test
    void aKeyThatIsItselfLargeIsNotInTheReference() {
        topic.append(new byte[LARGE], new byte[100]);

        FakeWorker worker = run(Map.of());

        assertThat(byOffset(worker).get(0L))
                .asInstanceOf(type(SinkRecord.class))
                .satisfies(reference -> {
                    assertThat(reference.key()).isNull();
                    assertThat(reference.value()).isNull();
                    assertThat(reference
                                    .headers()
                                    .lastWithName("millrace.reference")
                                    .value())
                            .isEqualTo(Shop.TOPIC + "-3@0");
                });
    }

    /** How large the record of another converter is in Kafka is not known. */
    @Test
    void aRecordOfAnotherConverterThatNatsDoesNotTakeIsReportedByReference() {
        server.close();
        server = NatsServer.start(directory, NatsServer.Options.DEFAULT.withConfiguration("max_payload: 10000"));
        topic.append(Shop.key(0), Shop.insert(0, "x".repeat(12_000)));
        topic.append(null, Shop.insert(1, "without a key"));

        FakeWorker worker = run(Map.of());

        assertThat(Objects.requireNonNull(byOffset(worker).get(0L)).value()).isNull();
        assertThat(Objects.requireNonNull(byOffset(worker).get(1L)).value()).isInstanceOf(Struct.class);
    }

    private static Map<Long, SinkRecord> byOffset(FakeWorker worker) {
        Map<Long, SinkRecord> reported = new HashMap<>();
        worker.context.reported.keySet().forEach(each -> reported.put(each.originalKafkaOffset(), each));
        return reported;
    }

    private FakeWorker run(Map<String, String> differing) {
        Map<String, String> properties = properties();
        properties.putAll(differing);
        FakeWorker worker = new FakeWorker(topic).start(properties);
        worker.runToEnd();
        return worker;
    }

    /** As the source's converters write it, with their defaults. */
    private void append(Struct key, Struct value) {
        ChangeEventConverter keys = new ChangeEventConverter();
        keys.configure(Map.of(), true);
        Headers headers = new RecordHeaders();
        byte[] keyBytes = keys.fromConnectData(Shop.TOPIC, headers, key.schema(), key);
        topic.append(
                keyBytes, Objects.requireNonNull(values.fromConnectData(Shop.TOPIC, headers, value.schema(), value)));
    }

    private final ChangeEventConverter values = new ChangeEventConverter();
}
