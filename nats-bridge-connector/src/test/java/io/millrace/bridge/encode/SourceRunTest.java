package io.millrace.bridge.encode;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bridge.encode.SourceTime.Snapshot;
import io.millrace.event.Snowflake;
import java.time.Instant;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SourceRunTest {
    private static final long START = Instant.parse("2026-05-01T12:00:00Z").toEpochMilli();
    private static final long HOUR = 3_600_000;

    private final SourceRun run = new SourceRun(START, 5);

    @Test
    void changeHasTheTimeOfItsCommit() {
        assertThat(timeOf(run.next(change(START - HOUR)))).isEqualTo(START - HOUR);
        assertThat(timeOf(run.next(change(START + 1)))).isEqualTo(START + 1);
    }

    /** Case A5: with gtid_mode=OFF all changes of a second have one time. */
    @Test
    void idsOfOneMillisecondRiseAlsoBeyondASequence() {
        long last = 0;
        for (int i = 0; i < 20_000; i++) {
            long id = run.next(change(START));
            assertThat(id).isGreaterThan(last);
            last = id;
        }
        assertThat(timeOf(last)).isEqualTo(START + 4);
    }

    @Test
    void idsRiseOverAClockThatStepsBackAnHourAndFollowItAgainOnceItHasCaughtUp() {
        long before = run.next(change(START));

        long behind = run.next(change(START - HOUR));
        long caughtUp = run.next(change(START + 1));

        assertThat(behind).isEqualTo(before + 1);
        assertThat(timeOf(caughtUp)).isEqualTo(START + 1);
    }

    @Test
    void idsRiseStrictlyWhateverTheTimesAre() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        long last = 0;
        for (int i = 0; i < 10_000; i++) {
            Snapshot snapshot = Snapshot.values()[random.nextInt(3)];
            long id = run.next(new SourceTime("shop", (START + random.nextInt((int) HOUR)) * 1000, snapshot));
            assertThat(id).as("seed %d", seed).isGreaterThan(last);
            last = id;
        }
    }

    @Test
    void rowsOfASnapshotCountUpFromItsBeginningBelowEveryChangeAfterIt() {
        long first = run.next(row(Snapshot.FULL, START + 500));
        long second = run.next(row(Snapshot.FULL, START + 900));
        long change = run.next(change(START + 200));

        assertThat(timeOf(first)).isEqualTo(START);
        assertThat(second).isEqualTo(first + 1);
        assertThat(timeOf(change)).isEqualTo(START + 200);
        assertThat(run.number() & SourceRun.BEGAN_WITH_SNAPSHOT).isNotZero();
    }

    @Test
    void rowOfASnapshotBehindTheWorkersClockHasItsOwnTime() {
        assertThat(timeOf(run.next(row(Snapshot.FULL, START - HOUR)))).isEqualTo(START - HOUR);
    }

    @Test
    void rowOfAnIncrementalSnapshotTakesTheNextId() {
        long change = run.next(change(START));

        assertThat(run.next(row(Snapshot.INCREMENTAL, START + HOUR))).isEqualTo(change + 1);
        assertThat(run.number() & SourceRun.BEGAN_WITH_SNAPSHOT).isZero();
    }

    @Test
    void firstOfARunHasATimeOfItsOwnEvenFromAnIncrementalSnapshot() {
        assertThat(timeOf(run.next(row(Snapshot.INCREMENTAL, START + 5)))).isEqualTo(START + 5);
    }

    @Test
    void timeThatNoIdCanHoldCountsAsTheRunsOwn() {
        assertThat(timeOf(run.next(change(Snowflake.LAST_MS + 1)))).isEqualTo(START);
        assertThat(timeOf(run.next(change(-HOUR)))).isEqualTo(START);
    }

    @Test
    void runsThatStartInOneMillisecondHaveDifferentNumbers() {
        Set<Long> numbers = new HashSet<>();
        for (int random = 0; random < 1000; random += 2) {
            numbers.add(new SourceRun(START, random).number());
        }
        assertThat(numbers).hasSize(500);
        assertThat(new SourceRun(START, -1).number()).isLessThan(new SourceRun(START + 1, 0).number());
    }

    private static SourceTime change(long commitMs) {
        return row(Snapshot.NONE, commitMs);
    }

    private static SourceTime row(Snapshot snapshot, long commitMs) {
        return new SourceTime("shop", commitMs * 1000, snapshot);
    }

    private static long timeOf(long id) {
        return Snowflake.timeOf(id).toEpochMilli();
    }
}
