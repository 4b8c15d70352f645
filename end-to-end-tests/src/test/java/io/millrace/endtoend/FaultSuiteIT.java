package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.fault.FaultRun;
import io.millrace.fault.RunReport;
import io.millrace.fault.nemesis.Schedule;
import io.millrace.fault.pipeline.Setup;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * The short form of {@code ./verify --faults}: one seed, and a few faults of many kinds. It is here, and not with the suite, so
 * that other tests run beside it.
 */
class FaultSuiteIT {
    private static final long SEED = 15;

    private static final List<String> FAULTS = List.of(
            "kill-nats@500+300",
            "late-manticore@1500+2000",
            "foreign-messages@2500+50",
            "power-cut-manticore@5000+2500",
            "delete-consumers@7000+50",
            "restart-mysql-source@8000+300",
            "kill-connect@10000+100",
            "stop-mysql@13000+200",
            "power-cut-nats@15000+200",
            "kill-manticore@17000+100");

    @Test
    void nothingIsLost() throws Exception {
        RunReport report =
                new FaultRun(SEED, faults(), Setup.PLAIN, System.out::println).run(Path.of("target", "fault-suite"));
        report.lines().forEach(System.out::println);

        assertThat(report.findings()).isEmpty();
    }

    /** Those that there are here: a searchd has no power cut. */
    private static Schedule faults() {
        return Schedule.parse(FAULTS.stream()
                .filter(each -> Schedule.kinds().contains(each.substring(0, each.indexOf('@'))))
                .collect(Collectors.joining(",")));
    }
}
