package io.millrace.command.doctor;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Collects what was examined, and what was found. */
final class Diagnosis {
    private final List<Examined> examined = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();

    /** A server that answered, and what it is. */
    record Examined(String server, String description) {}

    /** Adds to the diagnosis what is found on one server. */
    final class Findings {
        private final String server;

        private Findings(String server) {
            this.server = server;
        }

        void examined(String description) {
            examined.add(new Examined(server, description));
        }

        void error(String check, String problem, String reason, String remedy) {
            add(Severity.ERROR, check, problem, reason, remedy);
        }

        void warning(String check, String problem, String reason, String remedy) {
            add(Severity.WARNING, check, problem, reason, remedy);
        }

        void note(String check, String problem, String reason, String remedy) {
            add(Severity.NOTE, check, problem, reason, remedy);
        }

        void add(Severity severity, String check, String problem, String reason, String remedy) {
            findings.add(new Finding(severity, server, check, problem, reason, remedy));
        }
    }

    Findings on(String server) {
        return new Findings(server);
    }

    List<Examined> examined() {
        return examined;
    }

    /** The worst first, otherwise in the order of the pipeline. */
    List<Finding> findings() {
        return findings.stream()
                .sorted(Comparator.comparing(Finding::severity).reversed())
                .toList();
    }

    long count(Severity severity) {
        return findings.stream().filter(each -> each.severity() == severity).count();
    }
}
