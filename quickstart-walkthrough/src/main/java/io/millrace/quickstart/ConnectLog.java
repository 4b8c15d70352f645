package io.millrace.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The log of the Connect worker, which says why the pipeline does not move. */
final class ConnectLog {
    /** Connect logs an error when it creates the dead letter topic. */
    private static final String HARMLESS = "(DeadLetterQueueReporter)";

    private static final int LINES = 8;
    private static final int WIDTH = 240;

    private final Path file;

    ConnectLog(Path file) {
        this.file = file;
    }

    /** The last errors, or if there are none the last warnings, and where the log is; empty without a log. */
    List<String> lastProblems() {
        if (!Files.exists(file)) {
            return List.of();
        }
        List<String> problems = new ArrayList<>();
        List<String> errors = last(" ERROR [");
        problems.addAll(errors.isEmpty() ? last(" WARN  [") : errors);
        problems.add("The full log is " + file);
        return problems;
    }

    private List<String> last(String level) {
        try {
            List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                    .filter(line -> line.contains(level) && !line.contains(HARMLESS))
                    .map(line -> line.substring(0, Math.min(WIDTH, line.length())))
                    .toList();
            return lines.subList(Math.max(0, lines.size() - LINES), lines.size());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file, e);
        }
    }
}
