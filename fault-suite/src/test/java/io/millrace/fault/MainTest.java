package io.millrace.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
    private static final int INVALID_ARGUMENTS = 2;

    private final StringWriter errors = new StringWriter();

    @Test
    void aFaultThatThereIsNotIsRefusedWithTheNamesOfAll() {
        assertThat(run("--only", "kill-nats,kill-nobody")).isEqualTo(INVALID_ARGUMENTS);
        assertThat(errors.toString()).contains("There is no fault kill-nobody").contains("power-cut-nats");
    }

    @Test
    void aScheduleThatCannotBeReadIsRefused() {
        assertThat(run("--schedule", "kill-nats at noon")).isEqualTo(INVALID_ARGUMENTS);
        assertThat(errors.toString()).contains("'kill-nats at noon' must be a fault, its time and how long it lasts");
    }

    @Test
    void aRateOfNothingIsRefused() {
        assertThat(run("--rate", "0")).isEqualTo(INVALID_ARGUMENTS);
        assertThat(errors.toString()).contains("--rate must be at least 1, not 0");
    }

    @Test
    void faultsWithoutAnyTimeBetweenThemAreRefused() {
        assertThat(run("--every", "0")).isEqualTo(INVALID_ARGUMENTS);
        assertThat(errors.toString()).contains("--every must be at least 1, not 0");
    }

    private int run(String... arguments) {
        return new CommandLine(new Main()).setErr(new PrintWriter(errors, true)).execute(arguments);
    }
}
