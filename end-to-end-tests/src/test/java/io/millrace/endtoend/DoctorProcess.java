package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A run of {@code ./millrace doctor} that has ended. */
record DoctorProcess(int exitCode, String output) {
    /** @param environment all that it knows of the servers' addresses and secrets */
    static DoctorProcess run(Map<String, String> environment, String... options) throws Exception {
        return run("doctor", environment, options);
    }

    /** Runs another command that takes the same options and prints a report. */
    static DoctorProcess run(String command, Map<String, String> environment, String... options) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of(options));
        CommandProcess process = CommandProcess.run(environment, arguments);
        return new DoctorProcess(process.exitCode(), process.output());
    }

    /** The report; the command must have been run with --json. */
    JsonNode report() {
        try {
            return new ObjectMapper().readTree(output);
        } catch (Exception e) {
            throw new AssertionError("Not JSON:\n" + output, e);
        }
    }

    /** The findings of one severity, as {@code check} names. */
    Set<String> checks(String severity) {
        return findings().stream()
                .filter(finding -> finding.path("severity").asText().equals(severity))
                .map(finding -> finding.path("check").asText())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What a check says is wrong, all its findings together. */
    String problem(String check) {
        String problem = findings().stream()
                .filter(finding -> finding.path("check").asText().equals(check))
                .map(finding -> finding.path("problem").asText())
                .collect(Collectors.joining("\n"));
        assertThat(problem).as(check + " in " + output).isNotEmpty();
        return problem;
    }

    private List<JsonNode> findings() {
        return StreamSupport.stream(report().path("findings").spliterator(), false)
                .toList();
    }
}
