package io.millrace.endtoend.compose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.local.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A project of Docker Compose; the engine is the one that the environment names. */
final class ComposeProject {
    private final Path directory;
    private final List<String> options;

    private ComposeProject(Path directory, List<String> options) {
        this.directory = directory;
        this.options = options;
    }

    /** docker-compose.yml as it is shipped, in the checkout. */
    static ComposeProject asShipped() {
        return new ComposeProject(Checkout.root(), List.of());
    }

    /** The file in a folder, as another project. */
    static ComposeProject named(String name, Path directory) {
        return new ComposeProject(directory, List.of("--project-name", name));
    }

    /** A command that has ended, with both of its outputs. */
    record Result(int exitCode, String output) {}

    /** Runs {@code docker compose} with these arguments. */
    Result run(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("docker", "compose", "--progress", "plain"));
        command.addAll(options);
        command.addAll(Arrays.asList(arguments));
        return run(directory, command);
    }

    static Result run(Path directory, List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }

    /** Runs a command that must succeed; returns its output. */
    String succeed(String... arguments) throws IOException, InterruptedException {
        Result result = run(arguments);
        if (result.exitCode() != 0) {
            throw new AssertionError("docker compose " + String.join(" ", arguments) + " ended with "
                    + result.exitCode() + ":\n" + result.output()
                    + run("logs", "--no-color", "--tail", "20").output());
        }
        return result.output();
    }

    /** What {@code docker inspect} says of a service's container. */
    JsonNode inspect(String service) throws IOException, InterruptedException {
        String id = succeed("ps", "--all", "--quiet", service).strip();
        Result result = run(directory, List.of("docker", "inspect", id));
        if (result.exitCode() != 0) {
            throw new AssertionError(service + " has no container: " + result.output());
        }
        return new ObjectMapper().readTree(result.output()).path(0);
    }

    /** Whether the service's container runs, and its health check, where it has one, has passed. */
    boolean isHealthy(String service) throws IOException, InterruptedException {
        JsonNode state = inspect(service).path("State");
        return state.at("/Health/Status").asText(state.path("Status").asText()).matches("healthy|running");
    }

    /** Whether the service's container has ended well. */
    boolean hasSucceeded(String service) throws IOException, InterruptedException {
        JsonNode state = inspect(service).path("State");
        return state.path("Status").asText().equals("exited")
                && state.path("ExitCode").asInt() == 0;
    }
}
