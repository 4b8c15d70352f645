package io.millrace.manticore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The index that each version makes of its own golden events: a directory per version, and in it a file per event with
 * the statements and lines that Manticore was sent for it.
 */
final class GoldenIndex {
    private static final Path EVENTS = Path.of("../proto/src/test/resources/golden");
    private static final Path FILES = Path.of("src/test/resources/golden-index");
    private static final String BULK = "bulk:\n";

    private GoldenIndex() {}

    /** An event of a version. */
    record GoldenEvent(String version, String name) {
        Path bytes() {
            return EVENTS.resolve(version).resolve(name + ".binpb");
        }

        /** What Manticore was sent. */
        Path file() {
            return FILES.resolve(version).resolve(name + ".txt");
        }

        @Override
        public String toString() {
            return version + ", " + name;
        }
    }

    static List<GoldenEvent> ofEveryVersion() throws IOException {
        List<GoldenEvent> events = new ArrayList<>();
        try (Stream<Path> versions = Files.list(EVENTS)) {
            for (Path version : versions.sorted().toList()) {
                events.addAll(of(version.getFileName().toString()));
            }
        }
        return events;
    }

    static List<GoldenEvent> of(String version) throws IOException {
        try (Stream<Path> files = Files.list(EVENTS.resolve(version))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".binpb"))
                    .sorted()
                    .map(name -> new GoldenEvent(version, name.substring(0, name.length() - ".binpb".length())))
                    .toList();
        }
    }

    /** The requests of a recording that change something, each with a blank line after it. */
    static String text(RecordingProxy proxy) {
        StringBuilder text = new StringBuilder();
        for (RecordingProxy.Request request : proxy.requests()) {
            if (request.path().equals("/bulk")) {
                text.append(BULK).append(request.body()).append('\n');
            } else {
                request.statement()
                        .filter(statement -> statement.matches("(?s)(CREATE|ALTER|DROP|DELETE|REPLACE|INSERT) .*"))
                        .ifPresent(statement -> text.append(statement).append("\n\n"));
            }
        }
        return text.toString();
    }

    /** Sends what such a text says. */
    static void replay(String text, Searchd searchd) {
        for (String request : text.split("\n\n")) {
            if (request.startsWith(BULK)) {
                searchd.bulk(request.substring(BULK.length()) + '\n');
            } else if (!request.isBlank()) {
                searchd.sql(request.strip());
            }
        }
    }
}
