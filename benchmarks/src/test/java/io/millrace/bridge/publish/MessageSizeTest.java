package io.millrace.bridge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.benchmark.orders.Envelopes;
import io.millrace.bridge.encode.ChangeEventEncoder;
import io.millrace.bridge.encode.SourceRun;
import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.Subject;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.data.Struct;
import org.junit.jupiter.api.Test;

/**
 * What a message takes in the stream, as the server counts it, for the row of eleven columns of the benchmarks.
 * docs/performance.md has the parts.
 */
class MessageSizeTest {
    private static final int EVENTS = 10_000;
    /** Nats-server's file store: lengths, sequence and time, the length of the headers, and a checksum. */
    private static final int STORED_WITH_A_MESSAGE = 22 + 4 + 8;

    private final Envelopes envelopes = Envelopes.typical(true);
    private final ChangeEventEncoder encoder = new ChangeEventEncoder(false, 9_000_000);
    private final SourceRun run = new SourceRun(1_767_225_600_000L, 0);
    private final AssignedPartition partition = new AssignedPartition(new TopicPartition("mysql.shop.orders", 3));

    @Test
    void rowOfASnapshotTakes561Bytes() throws IOException {
        assertThat(bytesPerMessage(true)).isLessThanOrEqualTo(561);
    }

    @Test
    void changeWithAGtidTakes580Bytes() throws IOException {
        assertThat(bytesPerMessage(false)).isLessThanOrEqualTo(580);
    }

    private double bytesPerMessage(boolean snapshot) throws IOException {
        String subject = new Subject(Envelopes.SOURCE, Envelopes.DATABASE, "orders", 3).toString();
        long bytes = 0;
        for (int number = 1; number <= EVENTS; number++) {
            bytes += body(number, snapshot).length + headers(number).serializedLength();
        }
        return bytes / (double) EVENTS + subject.getBytes(StandardCharsets.UTF_8).length + STORED_WITH_A_MESSAGE;
    }

    private byte[] body(int number, boolean snapshot) throws IOException {
        Struct change = envelopes.change(number, 0);
        if (snapshot) {
            change.put("op", "r");
            change.getStruct("source").put("snapshot", "true").put("gtid", null);
        }
        byte[] key = encoder.encodeKey(envelopes.keySchema(), envelopes.key(number));
        byte[] record = encoder.encodeValue(envelopes.schema(), change, Optional.of(key), run);
        EventSummary summary = EventSummary.of(record);
        byte[] body = EventBody.withId(record, summary.fieldsEnd(), summary.id());
        assertThat(ChangeEvents.parse(body))
                .returns(11, event -> event.getAfter().getColumnsCount())
                .returns(snapshot, event -> event.getSource().getSnapshot())
                .returns(true, ChangeEvent::hasKey);
        return body;
    }

    /** In a fourth of the messages of four partitions, with half of a window in flight. */
    private Headers headers(int number) {
        partition.chain().sent(number - 1);
        partition.chain().acknowledged(Math.max(-1, number - 500), Math.max(0, number - 500) * 4L);
        return EventSequencer.headers(
                partition, new RecordPosition(partition.topicPartition(), number, 1_767_225_600_000L));
    }
}
