package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** A run of {@code ./millrace doctor} that has ended. */
record DoctorProcess(int exitCode, String output) {
    private static final Set<String> OF_THE_TESTS = Set.of("MILLRACE_", "JAVA_TOOL_OPTIONS");

    /** @param environment all that it knows of the servers' addresses and secrets */
    static DoctorProcess run(Map<String, String> environment, String... options) throws Exception {
        return run("doctor", environment, options);
    }

    /** Runs another command that takes the same options and prints a report. */
    static DoctorProcess run(String command, Map<String, String> environment, String... options) throws Exception {
        List<String> line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx128m",
                "-cp",
                System.getProperty("java.class.path"),
                "io.millrace.command.MillraceCommand",
                command));
        line.addAll(List.of(options));
        ProcessBuilder builder = new ProcessBuilder(line).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> OF_THE_TESTS.stream().anyMatch(name::startsWith));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new DoctorProcess(process.waitFor(), output);
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
