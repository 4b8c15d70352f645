package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RunRaisesTest {
    /** The partition has had no event of run 2, and will have none: it is further than that. */
    @Test
    void aLateRunThatIsListedBehindANewerOneIsNoLaterRun() {
        RunRaises.KnownRaises ofSource = known(1, 3, 2);

        assertThat(ofSource.laterRun(known(1, 3), 1_000)).isEmpty();
        assertThat(ofSource.laterRun(known(1), 299)).hasValue(2);
        assertThat(ofSource.laterRun(known(1, 2), 1_000)).hasValue(3);
    }

    /** A task that lags may still publish events of each run in between. */
    @Test
    void theFirstOfSeveralLaterRunsCounts() {
        assertThat(known(1, 2, 3).laterRun(known(1), 1_000)).hasValue(2);
        assertThat(known(1, 3, 2).laterRun(known(1), 1_000)).hasValue(2);
        assertThat(known(1, Long.MIN_VALUE | 7, 2).laterRun(known(1), 1_000)).hasValue(2);
    }

    @Test
    void numbersOfRunsAreUnsigned() {
        long last = Long.MIN_VALUE | 7;

        assertThat(known(1, last).laterRun(known(1), Long.MAX_VALUE)).hasValue(last);
        assertThat(known(1, last, 2).laterRun(known(1, last), Long.MAX_VALUE)).isEmpty();
    }

    @Test
    void aLateRunIsRecognizedAlsoOnceOlderOnesWereForgotten() {
        RunRaiseList full = runs(LongStream.concat(
                        LongStream.rangeClosed(1, RunRaises.KEPT - 2).map(each -> each * 10),
                        LongStream.of(10_000, 9_999))
                .toArray());

        RunRaiseList now = RunRaises.with(full, run(10_010));

        RunRaises.KnownRaises known = new RunRaises.KnownRaises(now);
        assertThat(now.getRunCount()).isEqualTo(RunRaises.KEPT);
        assertThat(known.of(20)).isPresent();
        assertThat(now.getRunList()).doesNotContain(run(10));
        assertThat(known.isLate(9_999)).isTrue();
        assertThat(known.isLate(10_000)).isFalse();
    }

    private static RunRaises.KnownRaises known(long... numbers) {
        return new RunRaises.KnownRaises(runs(numbers));
    }

    private static RunRaiseList runs(long... numbers) {
        return RunRaiseList.newBuilder()
                .addAllRun(Arrays.stream(numbers).mapToObj(RunRaisesTest::run).toList())
                .build();
    }

    /** Its first event has the hundredfold of its number as id, as far as that is an id. */
    private static RunRaise run(long number) {
        return RunRaise.newBuilder()
                .setNumber(number)
                .setFirstId(number > 0 ? number * 100 : 1_000)
                .build();
    }
}
