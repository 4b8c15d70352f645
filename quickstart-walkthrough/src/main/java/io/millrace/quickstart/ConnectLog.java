package io.millrace.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The log of the Connect worker, where the reason is when the pipeline does not move. */
final class ConnectLog {
    /** Connect calls it an error that it has to create the topic of the dead letters. */
    private static final String NO_TROUBLE = "(DeadLetterQueueReporter)";

    private static final int LINES = 8;
    private static final int WIDTH = 240;

    private final Path file;

    ConnectLog(Path file) {
        this.file = file;
    }

    /** The last errors of connectors, or else their warnings, and where the rest is; empty without a log. */
    List<String> lastTroubles() {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> troubles = new ArrayList<>();
        List<String> errors = last(" ERROR [");
        troubles.addAll(errors.isEmpty() ? last(" WARN  [") : errors);
        troubles.add("The log is " + file);
        return troubles;
    }

    private List<String> last(String level) {
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.contains(level) && !line.contains(NO_TROUBLE))
                    .map(line -> line.substring(0, Math.min(WIDTH, line.length())))
                    .toList();
            return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException(file + " cannot be read", e);
        }
    }
}
