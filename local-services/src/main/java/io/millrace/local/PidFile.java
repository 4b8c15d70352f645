package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Remembers a process across JVMs. Its start time distinguishes it from a later process with the same id. */
record PidFile(Path file) {
    /** Linux counts the start time from the boot, and the time of the boot shifts when the clock is adjusted. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    static PidFile besideLog(Path log) {
        return new PidFile(Path.of(log + ".pid"));
    }

    void write(ProcessHandle process) {
        try {
            Files.writeString(file, process.pid() + " " + start(process).toEpochMilli());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the id of a process to " + file, e);
        }
    }

    /** The process, if it is still running. */
    Optional<ProcessHandle> running() {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            String[] content = Files.readString(file).strip().split(" ");
            Instant started = Instant.ofEpochMilli(Long.parseLong(content[1]));
            return ProcessHandle.of(Long.parseLong(content[0]))
                    .filter(ProcessHandle::isAlive)
                    .filter(process ->
                            Duration.between(started, start(process)).abs().compareTo(TOLERANCE) < 0);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the id of a process from " + file, e);
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException cutShort) {
            return Optional.empty();
        }
    }

    void delete() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + file, e);
        }
    }

    private static Instant start(ProcessHandle process) {
        return process.info().startInstant().orElse(Instant.EPOCH);
    }
}
