package io.millrace.command.doctor;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintWriter;
import java.util.Locale;

/** Prints a diagnosis, for a person or for a program. */
final class DoctorReport {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Diagnosis diagnosis;

    DoctorReport(Diagnosis diagnosis) {
        this.diagnosis = diagnosis;
    }

    /** @param colours whether to colour the severities, for a terminal */
    void print(PrintWriter out, boolean colours) {
        diagnosis.examined().forEach(each -> out.printf("%-10s %s%n", each.server(), each.description()));
        String separator = diagnosis.examined().isEmpty() ? "" : System.lineSeparator();
        for (Finding finding : diagnosis.findings()) {
            out.print(separator);
            separator = System.lineSeparator();
            out.printf(
                    "%s  %s: %s%n",
                    severity(finding.severity(), colours), finding.server(), sentence(finding.problem()));
            out.printf("         why: %s%n", sentence(finding.reason()));
            out.printf("         fix: %s%n", finding.remedy());
        }
        out.println();
        out.println(summary());
        out.flush();
    }

    void printJson(PrintWriter out) {
        ObjectNode report = JSON.createObjectNode();
        for (Severity severity : Severity.values()) {
            report.put(severity.name().toLowerCase(Locale.ROOT) + "s", diagnosis.count(severity));
        }
        diagnosis
                .examined()
                .forEach(each -> report.withArray("examined")
                        .addObject()
                        .put("server", each.server())
                        .put("description", each.description()));
        report.putArray("findings");
        for (Finding finding : diagnosis.findings()) {
            report.withArray("findings")
                    .addObject()
                    .put("severity", finding.severity().name().toLowerCase(Locale.ROOT))
                    .put("server", finding.server())
                    .put("check", finding.check())
                    .put("problem", finding.problem())
                    .put("reason", finding.reason())
                    .put("remedy", finding.remedy());
        }
        out.println(report.toPrettyString());
        out.flush();
    }

    private String summary() {
        return count(Severity.ERROR, "error") + ", " + count(Severity.WARNING, "warning") + ", "
                + count(Severity.NOTE, "note");
    }

    private String count(Severity severity, String name) {
        long count = diagnosis.count(severity);
        return count + " " + name + (count == 1 ? "" : "s");
    }

    private static String severity(Severity severity, boolean colours) {
        String text = String.format(Locale.ROOT, "%-7s", severity.name().toLowerCase(Locale.ROOT));
        int colour = switch (severity) {
            case ERROR -> 31;
            case WARNING -> 33;
            case NOTE -> 36;
        };
        return colours ? "\u001b[" + colour + "m" + text + "\u001b[0m" : text;
    }

    private static String sentence(String text) {
        return text.endsWith(".") ? text : text + ".";
    }
}
