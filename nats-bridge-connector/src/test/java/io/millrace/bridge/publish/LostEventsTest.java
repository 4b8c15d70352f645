package io.millrace.bridge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.nats.PublishMark;
import io.millrace.nats.PublishProgress;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class LostEventsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Instant WEEK_AGO = NOW.minus(Duration.ofDays(7));

    private final PartitionCheckpoint checkpoint = new PartitionCheckpoint(new TopicPartition("t", 3));

    @Test
    void aStreamThatEndsEarlierLostWhatCameAfterTheLastMarkThatItStillHas() {
        PublishProgress progress = marks(100, 90, 2, 1);

        assertThat(lost("s", 2).from(progress, false)).hasValue(20);
        assertThat(lost("s", 1).from(progress, false)).hasValue(10);
        assertThat(lost("s", 0).from(progress, false)).hasValue(0);
    }

    @Test
    void anotherStreamLostWhatIsNotExpired() {
        assertThat(lost("another", 900).from(marks(60 * 24 * 9, 60 * 24 * 8, 2, 1), false))
                .hasValue(10);
        assertThat(lost("another", 900).from(marks(90, 80, 2, 1), false)).hasValue(0);
    }

    @Test
    void whatExpiredOrWasPurgedIsNotLost() {
        assertThat(lost("another", 0).from(marks(60 * 24 * 9, 60 * 24 * 8), false))
                .isEmpty();
        assertThat(lost("s", 900).from(marks(60 * 24 * 9, 60 * 24 * 8), false)).isEmpty();
        assertThat(lost("s", 900).from(marks(90, 80), false)).isEmpty();
    }

    /** Within the first minute there is only the mark from before the first event, at sequence 0. */
    @Test
    void aStreamThatEndsWhereTheFirstMarkIsLostEverythingAlsoIfItGrewSince() {
        assertThat(lost("s", 0).from(marks(1), false)).hasValue(0);
        assertThat(lost("s", 900).from(marks(1), false)).hasValue(0);
        assertThat(lost("another", 900).from(marks(1), false)).hasValue(0);
    }

    /** The stream is longer than at the last mark, which another message has taken. */
    @Test
    void aStreamThatGrewAgainAfterItHadEndedEarlierLostWhatIsNotExpired() {
        assertThat(lost("s", 900).from(marks(90, 80), true)).hasValue(0);
        assertThat(lost("s", 900).from(marks(60 * 24 * 9, 60 * 24 * 8, 2, 1), true))
                .hasValue(10);
    }

    @Test
    void aPurgeWithinTheFirstMinuteIsNoLoss() {
        assertThat(new LostEvents("CDC", "s", 2, 1, WEEK_AGO).from(marks(1), false))
                .isEmpty();
        assertThat(new LostEvents("CDC", "s", 901, 900, WEEK_AGO).from(marks(1), false))
                .isEmpty();
    }

    @Test
    void fewMarksAreKeptTheFirstAndTheLatestAmongThem() {
        checkpoint.begin("s", 0, "s", PartitionCheckpoint.mark(0, 0, NOW));
        Optional<PublishProgress> last = Optional.empty();
        for (int i = 1; i <= 10_000; i++) {
            last = checkpoint.advance(PartitionCheckpoint.mark(i, i, NOW.plus(Duration.ofMinutes(i))));
        }

        assertThat(last).hasValueSatisfying(progress -> {
            assertThat(progress.getMarkCount()).isEqualTo(16);
            assertThat(progress.getMark(0).getOffset()).isZero();
            assertThat(progress.getMark(15).getOffset()).isEqualTo(10_000);
            assertThat(progress.getMark(14).getOffset()).isEqualTo(9_999);
        });
    }

    @Test
    void nothingIsKeptAgainWithinAMinuteOrWithoutProgress() {
        checkpoint.begin("s", 0, "s", PartitionCheckpoint.mark(5, 0, NOW));

        assertThat(checkpoint.advance(PartitionCheckpoint.mark(9, 4, NOW.plusSeconds(59))))
                .isEmpty();
        assertThat(checkpoint.advance(PartitionCheckpoint.mark(5, 0, NOW.plusSeconds(600))))
                .isEmpty();
        assertThat(checkpoint.advance(PartitionCheckpoint.mark(9, 4, NOW.plusSeconds(60))))
                .isPresent();
    }

    /** Marks at offsets 0, 10, 20 … and sequences 0, 1, 2 …, so many minutes ago. */
    private static PublishProgress marks(int... minutesAgo) {
        PartitionCheckpoint checkpoint = new PartitionCheckpoint(new TopicPartition("t", 3));
        PublishProgress progress = checkpoint.begin("s", 0, "s", mark(0, minutesAgo[0]));
        for (int i = 1; i < minutesAgo.length; i++) {
            progress = checkpoint.advance(mark(i, minutesAgo[i])).orElseThrow();
        }
        return progress;
    }

    private static PublishMark mark(int number, int minutesAgo) {
        return PartitionCheckpoint.mark(10L * number, number, NOW.minus(Duration.ofMinutes(minutesAgo)));
    }

    private static LostEvents lost(String created, long lastSequence) {
        return new LostEvents("CDC", created, Math.min(1, lastSequence), lastSequence, WEEK_AGO);
    }
}
