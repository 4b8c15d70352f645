package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Servers that are still running because the JVM that started them was killed. */
public final class Leftovers {
    private Leftovers() {}

    /** Ends the servers whose pid files are in this directory or below; a process must match both id and start time. */
    public static void end(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory, 2)) {
            List<Path> pidFiles =
                    files.filter(file -> file.toString().endsWith(".pid")).toList();
            pidFiles.forEach(file -> ServerProcess.endLeftover(new PidFile(file)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + directory, e);
        }
    }
}
