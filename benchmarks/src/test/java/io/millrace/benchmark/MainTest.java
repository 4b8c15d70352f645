package io.millrace.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class MainTest {
    private final StringWriter errors = new StringWriter();

    @Test
    void withoutANameTheNamesAreListed() {
        assertThat(run()).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString())
                .contains("Name one of these benchmarks:")
                .contains("  encode    ChangeEventConverter compared with");
    }

    @Test
    void anUnknownNameIsAnsweredWithTheKnown() {
        assertThat(run("decode", "--quick")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(errors.toString())
                .contains("There is no benchmark 'decode'. The benchmarks are:")
                .contains("  encode ");
    }

    private int run(String... arguments) {
        return new CommandLine(new Main(new PrintWriter(errors, true))).execute(arguments);
    }
}
