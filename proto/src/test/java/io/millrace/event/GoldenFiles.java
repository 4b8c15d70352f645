package io.millrace.event;

import com.google.protobuf.TextFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The files of the golden events: a directory per published version of the schema, an event's bytes and beside them its
 * text. What is there was published and never changes; {@code proto/write-goldens} adds those of new events.
 */
final class GoldenFiles {
    private static final Path ALL = Path.of("src/test/resources/golden");

    /** The version whose files equal what {@link GoldenEvents} builds. */
    static final Path CURRENT = ALL.resolve("0.1.0");

    private GoldenFiles() {}

    static List<Path> ofEveryVersion() throws IOException {
        List<Path> files = new ArrayList<>();
        try (Stream<Path> versions = Files.list(ALL)) {
            for (Path version : versions.sorted().toList()) {
                files.addAll(of(version));
            }
        }
        return files;
    }

    static List<Path> of(Path version) throws IOException {
        try (Stream<Path> files = Files.list(version)) {
            return files.filter(file -> file.toString().endsWith(".binpb"))
                    .sorted()
                    .toList();
        }
    }

    static Path of(String event) {
        return CURRENT.resolve(event + ".binpb");
    }

    static Path textOf(Path file) {
        return file.resolveSibling(file.getFileName().toString().replace(".binpb", ".txtpb"));
    }

    /** Writes the files of events that have none. */
    static void writeMissing() throws IOException {
        Files.createDirectories(CURRENT);
        for (Map.Entry<String, ChangeEvent> event : GoldenEvents.build().entrySet()) {
            Path file = of(event.getKey());
            if (Files.notExists(file)) {
                Files.write(file, ChangeEvents.serialize(event.getValue()));
                Files.writeString(
                        textOf(file),
                        TextFormat.printer().escapingNonAscii(false).printToString(event.getValue()));
            }
        }
    }
}
