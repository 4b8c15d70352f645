package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
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
    void timesBefore2020CountAs2020() {
        assertThat(new SnowflakeSequence(0, 0).next(-1)).isPositive();
    }

    @Test
    void aNodeOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new SnowflakeSequence(1024, 0)).hasMessageContaining("1024");
        assertThatThrownBy(() -> Snowflake.first(NOW, -1)).hasMessageContaining("-1");
    }
}
