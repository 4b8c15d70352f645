package io.millrace.cassandra.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.Snowflake;
import io.millrace.event.SnowflakeSequence;
import java.time.Instant;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RowVersionTest {
    private static final long MS = Instant.parse("2026-05-01T12:00:00.123Z").toEpochMilli();
    private static final long MICROS = MS * 1000 + 456;

    @Test
    void aLaterWriteHasAHigherIdToTheMicrosecond() {
        assertThat(id(MICROS + 1)).isGreaterThan(id(MICROS));
        assertThat(id(MICROS + 1000)).isGreaterThan(id(MICROS + 999));
    }

    @Test
    void anApplicationsEventOfTheSameMillisecondOrLaterWins() {
        for (int node : new int[] {1, Snowflake.NODES - 1}) {
            assertThat(new SnowflakeSequence(node, 0).next(MS)).isGreaterThan(id(MICROS));
            assertThat(new SnowflakeSequence(node, 0).next(MS + 1)).isGreaterThan(id(MICROS));
        }
    }

    @Test
    void anApplicationsEventOfAnEarlierMillisecondLoses() {
        assertThat(new SnowflakeSequence(Snowflake.NODES - 1, 0).next(MS - 1)).isLessThan(id(MICROS));
    }

    /** Case B18: times before 2020, and those that an application gave in seconds or milliseconds. */
    @Test
    void aLaterWriteHasAHigherIdWhateverTheTime() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long[] times = LongStream.concat(
                        LongStream.of(0, 1, MS / 1000, MS, Snowflake.EPOCH_MS * 1000 - 1, Snowflake.EPOCH_MS * 1000),
                        random.longs(10_000, 0, MICROS))
                .flatMap(time -> LongStream.of(time, time + 1))
                .sorted()
                .distinct()
                .toArray();
        for (int i = 1; i < times.length; i++) {
            assertThat(id(times[i])).as("seed %d, %d", seed, times[i]).isGreaterThan(id(times[i - 1]));
        }
        assertThat(id(times[0])).isPositive();
        assertThat(id(-5)).isEqualTo(id(0));
    }

    @Test
    void anApplicationsEventWinsForTimesBefore2020Too() {
        for (long ms : new long[] {0, MS / 1000, Snowflake.EPOCH_MS - 1, Snowflake.EPOCH_MS, Snowflake.EPOCH_MS + 1}) {
            assertThat(new SnowflakeSequence(1, 0).next(ms)).isGreaterThan(id(ms * 1000 + 999));
        }
    }

    private static long id(long micros) {
        return new RowVersion(micros).id();
    }
}
