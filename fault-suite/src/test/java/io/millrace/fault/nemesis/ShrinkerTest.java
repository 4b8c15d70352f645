package io.millrace.fault.nemesis;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShrinkerTest {
    @Test
    void onlyTheFaultsThatFailTogetherAreLeft() throws Exception {
        Schedule schedule = Schedule.parse("kill-nats@1+1,stop-mysql@2+1,cut-nats@3+1,kill-kafka@4+1,freeze-nats@5+1,"
                + "late-mysql@6+1,kill-mysql@7+1");

        Schedule shortest =
                Shrinker.shrink(schedule, each -> names(each).containsAll(List.of("stop-mysql", "late-mysql")));

        assertThat(names(shortest)).containsExactly("stop-mysql", "late-mysql");
    }

    @Test
    void aSingleFaultIsTheShortest() throws Exception {
        assertThat(names(Shrinker.shrink(Schedule.parse("kill-nats@1+1"), each -> true)))
                .containsExactly("kill-nats");
        assertThat(names(Shrinker.shrink(Schedule.parse("kill-nats@1+1,cut-nats@2+1,kill-mysql@3+1"), each -> true)))
                .hasSize(1);
    }

    private static List<String> names(Schedule schedule) {
        return schedule.faults().stream().map(each -> each.kind().name()).toList();
    }
}
