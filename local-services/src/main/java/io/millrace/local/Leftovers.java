package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Servers that outlived the JVM that started them, because it was killed. */
public final class Leftovers {
    private Leftovers() {}

    /** Ends those whose files are in this directory or the ones in it; only what was started there, by its id and start time. */
    public static void end(Path directory) {
        if (!Files.isDirectory(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory, 2)) {
            List<Path> pidFiles =
                    files.filter(file -> file.toString().endsWith(".pid")).toList();
            pidFiles.forEach(file -> ServerProcess.endLeftover(new PidFile(file)));
        } catch (IOException e) {
            throw new UncheckedIOException(directory + " cannot be read", e);
        }
    }
}
