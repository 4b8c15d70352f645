package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fault.nemesis.Schedule;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The short form of {@code ./verify --faults}: one seed, and half a minute of faults of many kinds. */
class FaultSuiteIT {
    private static final long SEED = 15;

    private static final Schedule FAULTS = Schedule.parse(String.join(
            ",",
            "kill-nats@500+300",
            "late-manticore@2000+2500",
            "foreign-messages@3000+50",
            "freeze-mysql@5000+700",
            "power-cut-manticore@6500+200",
            "delete-consumers@8500+50",
            "restart-mysql-source@10000+500",
            "kill-connect@13000+100",
            "stop-mysql@17000+200",
            "cut-nats@20000+100",
            "power-cut-nats@22000+200",
            "kill-manticore@25000+100"));

    @Test
    void nothingIsLost() throws Exception {
        RunReport report = new FaultRun(SEED, FAULTS, System.out::println).run(Path.of("target", "fault-suite"));
        report.lines().forEach(System.out::println);

        assertThat(report.findings()).isEmpty();
    }
}
