package io.millrace.state.letters;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.state.letters.LetterId.LetterStage;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.junit.jupiter.api.Test;

class OpenLettersTest {
    private static final String REASON = "millrace.reason";

    private final OpenLetters ofSink = new OpenLetters(new LetterParser(LetterStage.SINK, "manticore-sink"));
    private final OpenLetters ofBridge = new OpenLetters(new LetterParser(LetterStage.BRIDGE, "nats-bridge"));

    @Test
    void letterOfTheSinkNamesTableReasonAndPlaceInTheStream() {
        ofSink.add(record(12, sink(4711, "column code: no number")));

        assertThat(ofSink.letters())
                .containsExactly(new ReportedLetter(
                        new LetterId(LetterStage.SINK, 0, 12),
                        Instant.ofEpochMilli(12),
                        "mysql.shop.orders",
                        "column code: no number",
                        new LetterOrigin.StreamMessage("CDC", "cdc.mysql.shop.orders.3", 4711),
                        false));
    }

    @Test
    void letterOfTheBridgeNamesTheRecordAndItsReasonWithoutThePlace() {
        ofBridge.add(record(
                1,
                Map.of(
                        "__connect.errors.connector.name", "nats-bridge",
                        "__connect.errors.topic", "mysql.shop.orders",
                        "__connect.errors.partition", "3",
                        "__connect.errors.offset", "99",
                        "__connect.errors.exception.message", "Record mysql.shop.orders-3@99: it is too large")));

        assertThat(ofBridge.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.table()).isEqualTo("mysql.shop.orders");
            assertThat(letter.reason()).isEqualTo("it is too large");
            assertThat(letter.origin()).hasToString("mysql.shop.orders-3@99");
            assertThat(letter.byReference()).isFalse();
        });
    }

    @Test
    void letterByReferenceSaysSo() {
        ofBridge.add(record(1, Map.of("millrace.reference", "a-b-c-3@99", REASON, "r")));

        assertThat(ofBridge.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.byReference()).isTrue();
            assertThat(letter.origin()).isEqualTo(new LetterOrigin.KafkaRecord("a-b-c", 3, 99));
        });
    }

    @Test
    void lettersOfAnotherConnectorInTheSameTopicAreNotListed() {
        ofBridge.add(record(1, Map.of("__connect.errors.connector.name", "another-sink")));

        assertThat(ofBridge.letters()).isEmpty();
    }

    @Test
    void letterWithoutHeadersIsListedWithTheSettingThatWritesThem() {
        ofBridge.add(record(1, Map.of()));

        assertThat(ofBridge.letters())
                .singleElement()
                .extracting(ReportedLetter::reason)
                .asString()
                .contains("errors.deadletterqueue.context.headers.enable");
    }

    @Test
    void letterThatWasReportedTwiceIsThereOnce() {
        ofSink.add(record(1, sink(4711, "r")));
        ofSink.add(record(2, sink(4711, "r")));

        assertThat(ofSink.letters())
                .extracting(ReportedLetter::id)
                .containsExactly(new LetterId(LetterStage.SINK, 0, 1));
    }

    @Test
    void letterIsOpenUntilItIsSettledAndAgainIfItIsReportedAgain() {
        ofSink.add(record(1, sink(4711, "r")));
        ofSink.add(record(2, sink(4712, "r")));
        ofSink.add(record(3, Map.of(LetterParser.SETTLED, "CDC@4711", LetterParser.OUTCOME, "dropped")));
        assertThat(ofSink.letters())
                .extracting(ReportedLetter::id)
                .containsExactly(new LetterId(LetterStage.SINK, 0, 2));

        ofSink.add(record(4, sink(4711, "r")));
        assertThat(LetterGroup.of(ofSink.letters())).singleElement().satisfies(group -> {
            assertThat(group.letters()).extracting(ReportedLetter::id).containsExactly(id(2), id(4));
            assertThat(group.first()).isEqualTo(Instant.ofEpochMilli(2));
            assertThat(group.last()).isEqualTo(Instant.ofEpochMilli(4));
        });
    }

    @Test
    void nameOfALetterIsReadBack() {
        assertThat(LetterId.parse("sink-0-12")).contains(id(12));
        assertThat(LetterId.parse("bridge-3-0")).contains(new LetterId(LetterStage.BRIDGE, 3, 0));
        assertThat(LetterId.parse("sink-12")).isEmpty();
        assertThat(LetterId.parse("Sink-0-12")).isEmpty();
    }

    private static LetterId id(long offset) {
        return new LetterId(LetterStage.SINK, 0, offset);
    }

    private static Map<String, String> sink(long sequence, String reason) {
        return Map.of(
                REASON,
                reason,
                "millrace.stream",
                "CDC",
                "millrace.subject",
                "cdc.mysql.shop.orders.3",
                "millrace.sequence",
                Long.toString(sequence));
    }

    /** With the offset as its timestamp. */
    private static ConsumerRecord<byte[], byte[]> record(long offset, Map<String, String> headers) {
        RecordHeaders all = new RecordHeaders();
        headers.forEach((name, value) -> all.add(name, value.getBytes(StandardCharsets.UTF_8)));
        return new ConsumerRecord<>(
                "dead-letters",
                0,
                offset,
                offset,
                TimestampType.CREATE_TIME,
                0,
                0,
                new byte[0],
                new byte[0],
                all,
                java.util.Optional.empty());
    }
}
