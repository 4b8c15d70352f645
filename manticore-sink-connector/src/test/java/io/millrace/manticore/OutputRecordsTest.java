package io.millrace.manticore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.millrace.manticore.pipeline.Output;
import io.millrace.manticore.stream.FakePartition;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.connect.header.Header;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

final class OutputRecordsTest {
    private final OutputRecords records = new OutputRecords("CDC", Optional.of("dead-letters"), Optional.empty());

    @Test
    void deadLetterIsTheEventAsItWas() {
        byte[] event = new byte[OutputRecords.LARGEST_DEAD_LETTER];

        SourceRecord record = deadLetter(event);

        assertThat(record.value()).isEqualTo(event);
        assertThat(record.headers().lastWithName("millrace.reference")).isNull();
    }

    /** Case B2: its topic would not take the event, which the stream has. */
    @Test
    void deadLetterOfALargeEventSaysWhereTheStreamHasIt() {
        SourceRecord record = deadLetter(new byte[OutputRecords.LARGEST_DEAD_LETTER + 1]);

        assertThat(record.value()).isNull();
        assertThat(record.key()).isEqualTo(Events.SUBJECT.getBytes(StandardCharsets.UTF_8));
        assertThat(record.headers())
                .extracting(Header::key, Header::value)
                .contains(
                        tuple("millrace.reference", "CDC@4711"),
                        tuple("millrace.sequence", 4711L),
                        tuple("millrace.reason", "too large"));
    }

    /** Another order would be another offset for Connect, beside the one that an earlier worker has stored. */
    @Test
    void offsetsAreStoredUnderTheSameBytesByEachWorker() {
        assertThat(deadLetter(new byte[1]).sourcePartition().keySet().toString())
                .isEqualTo("[stream, partition]");
    }

    private SourceRecord deadLetter(byte[] event) {
        return records.toRecord(new Output.DeadLetter(0, FakePartition.event(4711, event), "too large"))
                .orElseThrow();
    }
}
