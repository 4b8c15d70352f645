package io.millrace.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.PrometheusServer;
import io.millrace.status.ObservabilityFiles.Query;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Prometheus' own tool reads the files in deploy/observability. AlertsIT lets the alerts fire. */
class AlertRulesIT {
    @TempDir
    private Path directory;

    @Test
    void rulesAreValid() throws Exception {
        assertThat(promtool("check", "rules", "millrace.rules.yml"))
                .contains(ObservabilityFiles.alerts().size() + " rules found");
    }

    @Test
    void eachCauseFiresItsAlertAndOnlyThat() throws Exception {
        assertThat(promtool("test", "rules", "millrace.rules.test.yml")).contains("SUCCESS");
    }

    @Test
    void unitTestsLetEveryAlertFire() throws IOException {
        assertThat(Files.readString(ObservabilityFiles.FOLDER.resolve("millrace.rules.test.yml")))
                .contains(ObservabilityFiles.alerts().keySet().stream()
                        .map(alert -> "alertname=\"" + alert + "\"}', value: 1")
                        .toArray(String[]::new));
    }

    @Test
    void configurationForComposeIsValid() throws Exception {
        assertThat(promtool("check", "config", "prometheus.yml")).contains("1 rule files found");
    }

    @Test
    void queriesOfTheDashboardAreValid() throws Exception {
        StringBuilder rules = new StringBuilder("groups:\n  - name: dashboard\n    rules:\n");
        List<Query> panels = ObservabilityFiles.panels();
        for (int i = 0; i < panels.size(); i++) {
            rules.append("      - record: panel_")
                    .append(i)
                    .append("\n        expr: '")
                    .append(panels.get(i).expression().replace("$__rate_interval", "5m"))
                    .append("'\n");
        }
        Path file = Files.writeString(directory.resolve("dashboard.yml"), rules);

        assertThat(promtool("check", "rules", file.toString())).contains(panels.size() + " rules found");
    }

    /** What it says, in the folder; fails if it does. */
    private static String promtool(String... arguments) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(PrometheusServer.promtool(List.of(arguments)))
                .directory(ObservabilityFiles.FOLDER.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return output;
    }
}
