package io.millrace.cassandra.row;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.Snowflake;
import io.millrace.event.SnowflakeSequence;
import java.time.Instant;
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

    @Test
    void aRowWrittenInTheMillisecondOfATruncateIsNewer() {
        assertThat(new SnowflakeSequence(1, 0).nextTruncate(MS)).isLessThan(id(MS * 1000));
    }

    @Test
    void timesBeforeTheEpochHaveTheFirstId() {
        assertThat(id(-5)).isEqualTo(1);
        assertThat(id(0)).isEqualTo(1);
        assertThat(id(Snowflake.EPOCH_MS * 1000 - 1)).isEqualTo(1);
        assertThat(id(Snowflake.EPOCH_MS * 1000 + 1)).isEqualTo(2);
    }

    private static long id(long micros) {
        return new RowVersion(micros).id();
    }
}
