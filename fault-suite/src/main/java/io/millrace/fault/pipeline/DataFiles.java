package io.millrace.fault.pipeline;

import io.millrace.local.Directories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** A copy of a server's data, as it was at one moment. */
public final class DataFiles {
    private final Path data;
    private final Path copy;

    private DataFiles(Path data, Path copy) {
        this.data = data;
        this.copy = copy;
    }

    /** The server must not write meanwhile. */
    public static DataFiles copyOf(Path data) throws IOException {
        Path copy = data.resolveSibling(data.getFileName() + ".synced");
        Directories.delete(copy);
        copy(data, copy);
        return new DataFiles(data, copy);
    }

    /** Makes the data what it was; the server must not run. */
    public void putBack() throws IOException {
        Directories.delete(data);
        copy(copy, data);
    }

    public void delete() {
        Directories.delete(copy);
    }

    private static void copy(Path from, Path to) throws IOException {
        List<Path> files;
        try (Stream<Path> all = Files.walk(from)) {
            files = all.toList();
        }
        for (Path file : files) {
            Path target = to.resolve(from.relativize(file).toString());
            if (Files.isDirectory(file)) {
                Files.createDirectories(target);
            } else {
                Files.copy(file, target);
            }
        }
    }
}
