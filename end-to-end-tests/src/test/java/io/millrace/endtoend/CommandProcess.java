package io.millrace.endtoend;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.MillraceProgram;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A run of {@code ./millrace} that has ended. */
record CommandProcess(int exitCode, String output) {
    private static final Set<String> OF_THE_TESTS = Set.of("MILLRACE_", "JAVA_TOOL_OPTIONS");

    /** @param environment all that it knows of the servers' addresses and secrets */
    static CommandProcess run(Map<String, String> environment, List<String> arguments)
            throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(MillraceProgram.command(arguments)).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> OF_THE_TESTS.stream().anyMatch(name::startsWith));
        builder.environment().putAll(environment);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new CommandProcess(process.waitFor(), output);
    }

    /** What it printed; it must have been run with --json. */
    JsonNode json() {
        try {
            return new ObjectMapper().readTree(output);
        } catch (JsonProcessingException e) {
            throw new AssertionError("Not JSON:\n" + output, e);
        }
    }
}
