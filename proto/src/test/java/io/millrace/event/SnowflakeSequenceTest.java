package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SnowflakeSequenceTest {
    private static final long NOW = Instant.parse("2026-05-01T12:00:00Z").toEpochMilli();

    @Test
    void anIdCarriesTheCommitTimeAndTheNode() {
        long id = new SnowflakeSequence(7, 0).next(NOW);

        assertThat(Snowflake.timeOf(id)).isEqualTo(Instant.ofEpochMilli(NOW));
        assertThat(Snowflake.nodeOf(id)).isEqualTo(7);
        assertThat(id).isPositive();
    }

    @Test
    void idsRiseWhenTimeStandsStillOrStepsBack() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        SnowflakeSequence sequence = new SnowflakeSequence(1023, 0);
        long last = 0;
        for (int i = 0; i < 20_000; i++) {
            long id = sequence.next(NOW + random.nextInt(3) * random.nextInt(-1000, 1000));
            assertThat(id).as("seed %d, step %d", seed, i).isGreaterThan(last);
            assertThat(Snowflake.nodeOf(id)).isEqualTo(1023);
            last = id;
        }
    }

    @Test
    void aFullMillisecondBorrowsTheNext() {
        SnowflakeSequence sequence = new SnowflakeSequence(5, 0);
        for (int i = 0; i < 4096; i++) {
            assertThat(Snowflake.timeOf(sequence.next(NOW))).isEqualTo(Instant.ofEpochMilli(NOW));
        }
        assertThat(Snowflake.timeOf(sequence.next(NOW))).isEqualTo(Instant.ofEpochMilli(NOW + 1));
    }

    @Test
    void aSequenceContinuesAboveWhatAnotherNodeLeft() {
        long left = new SnowflakeSequence(900, 0).next(NOW);

        assertThat(new SnowflakeSequence(3, left).next(NOW)).isGreaterThan(left);
        assertThat(new SnowflakeSequence(1000, left).next(NOW)).isGreaterThan(left);
    }

    @Test
    void timesBefore2020AreInOrder() {
        assertThat(new SnowflakeSequence(0, 0).next(-1)).isPositive();
        long last = 0;
        for (Instant time : List.of(
                Instant.EPOCH,
                Instant.parse("1999-12-31T23:59:59Z"),
                Instant.parse("2019-12-31T23:59:50Z"),
                Instant.parse("2019-12-31T23:59:59Z"),
                Instant.parse("2020-01-01T00:00:10Z"),
                Instant.parse("2020-01-05T08:00:00Z"),
                Instant.parse("2020-01-06T00:00:00Z"))) {
            long id = new SnowflakeSequence(7, 0).next(time.toEpochMilli());
            assertThat(id).isGreaterThan(last);
            assertThat(Snowflake.nodeOf(id)).isEqualTo(7);
            last = id;
        }
    }

    @Test
    void anIdIsRaisedAboveAnotherByWholeMilliseconds() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int i = 0; i < 1000; i++) {
            long id = random.nextLong(1L << 62);
            long other = random.nextLong(1L << 62);
            long milliseconds = Snowflake.millisecondsAbove(id, other);
            assertThat(Snowflake.raise(id, milliseconds)).as("seed %d", seed).isGreaterThan(other);
            assertThat(milliseconds > 0).isEqualTo(id <= other);
            assertThat(Snowflake.nodeOf(Snowflake.raise(id, milliseconds))).isEqualTo(Snowflake.nodeOf(id));
        }
    }

    @Test
    void aNodeOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new SnowflakeSequence(1024, 0)).hasMessageContaining("1024");
        assertThatThrownBy(() -> Snowflake.first(NOW, -1)).hasMessageContaining("-1");
    }
}
