package io.millrace.fault.nemesis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTest {
    private static final Duration LENGTH = Duration.ofMinutes(10);
    private static final Duration LONG = Duration.ofHours(3);

    @Test
    void theSameSeedMakesTheSameSchedule() {
        Schedule schedule = Schedule.random(7, LENGTH, Schedule.MEAN_GAP, List.of());

        assertThat(schedule.size()).isGreaterThan(50);
        assertThat(Schedule.random(7, LENGTH, Schedule.MEAN_GAP, List.of())).hasToString(schedule.toString());
        assertThat(Schedule.random(8, LENGTH, Schedule.MEAN_GAP, List.of()).toString())
                .isNotEqualTo(schedule.toString());
    }

    @Test
    void aLongerGapMakesForFewerFaultsOverTheSameTime() {
        Duration gap = Schedule.MEAN_GAP.multipliedBy(3);
        List<PlannedFault> faults = Schedule.random(7, LONG, gap, List.of()).faults();

        assertThat(faults).hasSizeBetween(800, 900);
        assertThat(faults.get(faults.size() - 1).at()).isGreaterThan(LONG.minusMinutes(2));
    }

    @Test
    void aScheduleIsReadFromItsText() {
        String text = Schedule.random(9, LENGTH, Schedule.MEAN_GAP, List.of()).toString();

        assertThat(Schedule.parse(text)).hasToString(text);
    }

    @Test
    void onlyTheNamedFaultsAreChosen() {
        assertThat(Schedule.random(10, LENGTH, Schedule.MEAN_GAP, List.of("kill-nats", "cut-mysql"))
                        .faults())
                .extracting(each -> each.kind().name())
                .containsOnly("kill-nats", "cut-mysql");
    }

    @Test
    void mostSeedsAreCheckedStrictly() {
        assertThat(LongStream.range(1, 111).filter(seed -> unchecked(seed).isEmpty()))
                .hasSizeGreaterThanOrEqualTo(70);
    }

    @Test
    void theOthersDrawFromOneOrAllOfTheGroupsThatMakeTheCheckerLessStrict() {
        assertThat(unchecked(11)).hasSize(3);
        assertThat(unchecked(12)).singleElement().asString().contains("drop-index-table");
        assertThat(unchecked(13)).singleElement().asString().contains("purge-stream, reset-nats-bridge");
        assertThat(unchecked(14)).singleElement().asString().contains("replace-stream");
        assertThat(Schedule.random(14, LONG, Schedule.MEAN_GAP, List.of()).changesTheStream())
                .isTrue();
    }

    @Test
    void aStreamThatIsDeletedMayBeAnotherOneBeforeTheBridgeNotices() {
        assertThat(Schedule.parse("delete-stream@10+50").replacesTheStream()).isTrue();
        assertThat(Schedule.parse("delete-consumers@10+50").replacesTheStream()).isFalse();
    }

    @Test
    void aNamedKindStrikesWithAnySeed() {
        Schedule schedule =
                Schedule.random(15, LENGTH, Schedule.MEAN_GAP, List.of("replace-stream", "drop-index-table"));

        assertThat(schedule.replacesTheStream()).isTrue();
        assertThat(schedule.harmsTheIndex()).isTrue();
    }

    /** What a run of three hours, in which every kind strikes that the seed draws from, does not check. */
    private static List<String> unchecked(long seed) {
        return Schedule.random(seed, LONG, Schedule.MEAN_GAP, List.of()).unchecked();
    }

    @Test
    void whatTheStreamLosesIsSaid() {
        assertThat(Schedule.parse("power-cut-nats@500+300").losesAcknowledgedEvents())
                .isTrue();
        assertThat(Schedule.parse("kill-nats@500+300,purge-stream@900+50").losesAcknowledgedEvents())
                .isFalse();
    }

    @Test
    void aVictimIsAtWorkAgainWhenTheNextFaultStrikes() {
        List<PlannedFault> faults = Schedule.random(11, LENGTH, Schedule.MEAN_GAP, List.of("kill-nats", "freeze-nats"))
                .faults();

        assertThat(faults).hasSizeGreaterThan(30);
        for (int i = 1; i < faults.size(); i++) {
            PlannedFault before = faults.get(i - 1);
            assertThat(faults.get(i).at()).isGreaterThan(before.at().plus(before.lasts()));
        }
    }

    @Test
    void whatIsNoFaultIsRefusedWithTheNamesOfAll() {
        assertThatThrownBy(() -> Schedule.random(1, LENGTH, Schedule.MEAN_GAP, List.of("kill-nobody")))
                .hasMessageContaining("kill-nobody")
                .hasMessageContaining("kill-nats");
        assertThatThrownBy(() -> Schedule.parse("kill-nats at noon")).hasMessageContaining("kill-nats@12300+1500");
    }
}
