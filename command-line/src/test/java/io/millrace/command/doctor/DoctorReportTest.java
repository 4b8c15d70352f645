package io.millrace.command.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class DoctorReportTest {
    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    @Test
    void worstFindingComesFirst() {
        new DoctorReport(diagnosis()).print(out, false);

        assertThat(text.toString().replace(System.lineSeparator(), "\n")).isEqualTo("""
                MySQL      8.4.8

                error    NATS: No stream.
                         why: Nothing flows.
                         fix: Create it

                note     MySQL: No GTIDs.
                         why: No fail-over.
                         fix: Set gtid_mode=ON

                1 error, 0 warnings, 1 note
                """);
    }

    @Test
    void reportBeginsWithTheFindingIfNothingCouldBeExamined() {
        Diagnosis diagnosis = new Diagnosis();
        diagnosis.on("Connect").error("connect-unreachable", "No answer", "Nothing is known", "Start it");

        new DoctorReport(diagnosis).print(out, false);

        assertThat(text.toString()).startsWith("error    Connect: No answer.");
    }

    @Test
    void severitiesAreColouredForATerminal() {
        new DoctorReport(diagnosis()).print(out, true);

        assertThat(text.toString()).contains("\u001b[31merror  \u001b[0m");
    }

    @Test
    void programsGetTheSameAsJson() throws Exception {
        new DoctorReport(diagnosis()).printJson(out);

        var report = new ObjectMapper().readTree(text.toString());
        assertThat(report.path("errors").asInt()).isEqualTo(1);
        assertThat(report.at("/findings/0/check").asText()).isEqualTo("stream-missing");
        assertThat(report.at("/findings/0/severity").asText()).isEqualTo("error");
        assertThat(report.at("/examined/0/description").asText()).isEqualTo("8.4.8");
    }

    private static Diagnosis diagnosis() {
        Diagnosis diagnosis = new Diagnosis();
        diagnosis.on("MySQL").examined("8.4.8");
        diagnosis.on("MySQL").note("gtid-mode", "No GTIDs", "No fail-over", "Set gtid_mode=ON");
        diagnosis.on("NATS").error("stream-missing", "No stream", "Nothing flows", "Create it");
        return diagnosis;
    }
}
