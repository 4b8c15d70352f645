package io.millrace.fault.pipeline;

import io.millrace.local.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A server's directory as a file system of its own, in memory, which can be made as small as what it holds: then it is full,
 * and every write fails with ENOSPC. Only root can make one, and not in every container.
 */
public final class SmallDisk implements AutoCloseable {
    private static final String LARGE = "size=2g";
    private static final int ATTEMPTS = 100;
    private static final int PAGE = 4096;

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** Why there can be none here; empty if there can. */
    public static Optional<String> obstacle() {
        Path probe;
        try {
            probe = Files.createTempDirectory("small-disk");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        try {
            Optional<String> failure = run("mount", "-t", "tmpfs", "-o", LARGE, "tmpfs", probe.toString());
            if (failure.isEmpty()) {
                run("umount", probe.toString());
            }
            return failure.map(reason -> "a file system in memory cannot be mounted here, which needs root: " + reason);
        } finally {
            Directories.delete(probe);
        }
    }

    /** Makes the directory one. */
    static SmallDisk mount(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        run("mount", "-t", "tmpfs", "-o", LARGE, "tmpfs", directory.toString()).ifPresent(failure -> {
            throw new IllegalStateException("Cannot mount a file system in " + directory + ": " + failure);
        });
        return new SmallDisk(directory);
    }

    /** Unmounts what a run that was killed has left below a directory. */
    static void unmountBelow(Path directory) {
        try (Stream<String> mounts = Files.lines(Path.of("/proc/mounts"), StandardCharsets.UTF_8)) {
            List<String> left = new ArrayList<>(mounts.map(line -> line.split(" ")[1])
                    .filter(path -> Path.of(path).startsWith(directory.toAbsolutePath()))
                    .toList());
            Collections.reverse(left);
            left.forEach(path -> run("umount", "-l", path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes all room that is left. */
    public void fill() throws IOException, InterruptedException {
        FileStore store = Files.getFileStore(directory);
        for (int left = ATTEMPTS; ; left--) {
            long used = Math.max(PAGE, store.getTotalSpace() - store.getUnallocatedSpace());
            // Refused if more was written meanwhile.
            Optional<String> failure = remount("size=" + used);
            if (failure.isEmpty()) {
                return;
            }
            if (left == 0) {
                throw new IOException("Cannot fill " + directory + ": " + failure.get());
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
    }

    public void free() throws IOException {
        Optional<String> failure = remount(LARGE);
        if (failure.isPresent()) {
            throw new IOException("Cannot free " + directory + ": " + failure.get());
        }
    }

    private Optional<String> remount(String option) {
        return run("mount", "-o", "remount," + option, directory.toString());
    }

    /** Leaves only the logs. The server must have ended. */
    @Override
    public void close() {
        Path logs = directory.resolveSibling(directory.getFileName() + ".logs");
        try {
            Directories.delete(logs);
            Files.createDirectories(logs);
            List<Path> files;
            try (Stream<Path> all = Files.list(directory)) {
                files = all.filter(file -> file.toString().endsWith(".log")).toList();
            }
            for (Path file : files) {
                Files.copy(file, logs.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot keep the logs in " + directory, e);
        } finally {
            run("umount", "-l", directory.toString());
        }
    }

    /** Returns what it says if it fails. */
    private static Optional<String> run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? Optional.empty() : Optional.of(output);
        } catch (IOException e) {
            return Optional.of(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while running " + command[0], e);
        }
    }
}
