package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SnapshotOptionsTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    @Test
    void theHelpNamesEveryOptionAndOnlyVariablesOfTheConfigurationFile() {
        assertThat(execute("--help")).isZero();

        assertThat(text())
                .contains("-h, --help", "-V, --version", "${env:NAME}")
                .doesNotContain("${picocli");
        assertThat(SnapshotSetting.all())
                .allSatisfy(setting -> assertThat(text()).contains(setting.option() + "="));
    }

    @Test
    void theVersionIsShown() {
        assertThat(execute("--version")).isZero();

        assertThat(text()).startsWith("cassandra-snapshot-task ");
    }

    private int execute(String option) {
        PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
        return new SnapshotCommand(Map.of(), new StopSignal(), stream, stream).execute(option);
    }

    private String text() {
        return out.toString(StandardCharsets.UTF_8);
    }
}
