package io.millrace.local;

import java.io.IOException;
import java.io.PrintStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** A background JVM that runs the services, so that they outlive the command that started them. */
final class Supervisor {
    private static final Duration FOLLOW_INTERVAL = Duration.ofMillis(100);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);

    private final Path directory;
    private final PidFile pidFile;

    Supervisor(Path directory) {
        this.directory = directory;
        this.pidFile = new PidFile(directory.resolve("supervisor.pid"));
    }

    boolean isRunning() {
        return pidFile.running().isPresent();
    }

    /** The endpoints of the services, if the supervisor is running and all of them have answered. */
    Optional<Map<String, String>> endpoints() {
        Path file = endpointsFile();
        if (pidFile.running().isEmpty() || !Files.exists(file)) {
            return Optional.empty();
        }
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
        Map<String, String> endpoints = new TreeMap<>();
        properties.forEach((key, value) -> endpoints.put(key.toString(), value.toString()));
        return Optional.of(endpoints);
    }

    /** Starts the supervisor and prints its output; returns once the services answer. */
    void start(List<String> command, PrintStream progress) {
        stop();
        Path log = directory.resolve("supervisor.log");
        try {
            Files.createDirectories(directory);
            Files.deleteIfExists(log);
            Files.deleteIfExists(endpointsFile());
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(log.toFile())
                    .start();
            pidFile.write(process.toHandle());
            follow(process, log, progress);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot start the services in " + directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stop();
            throw new IllegalStateException("Interrupted while the services were starting", e);
        }
    }

    /** Ends the supervisor, and servers that it or an earlier one left running. */
    void stop() {
        pidFile.running().ifPresent(supervisor -> {
            supervisor.destroy();
            supervisor
                    .onExit()
                    .completeOnTimeout(supervisor, STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        });
        ServerProcess.endLeftover(pidFile);
        Leftovers.end(directory);
    }

    /** Called by the supervisor itself once its services answer. */
    void publish(Map<String, String> endpoints) {
        Properties properties = new Properties();
        properties.putAll(endpoints);
        Path unfinished = directory.resolve("endpoints.part");
        try {
            try (var writer = Files.newBufferedWriter(unfinished)) {
                properties.store(writer, null);
            }
            Files.move(unfinished, endpointsFile(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the endpoints to " + directory, e);
        }
    }

    private void follow(Process process, Path log, PrintStream progress) throws IOException, InterruptedException {
        long shown = 0;
        boolean ended = false;
        while (!ended && endpoints().isEmpty()) {
            ended = process.waitFor(FOLLOW_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
            shown = show(log, shown, progress);
        }
        show(log, shown, progress);
        if (ended) {
            pidFile.delete();
            throw new IllegalStateException("The services did not start. Their logs are in " + directory + ".");
        }
    }

    private static long show(Path log, long shown, PrintStream progress) throws IOException {
        byte[] all = Files.readAllBytes(log);
        progress.print(new String(all, (int) shown, all.length - (int) shown, StandardCharsets.UTF_8));
        progress.flush();
        return all.length;
    }

    private Path endpointsFile() {
        return directory.resolve("endpoints.properties");
    }
}
