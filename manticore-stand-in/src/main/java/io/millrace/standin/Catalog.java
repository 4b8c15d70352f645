package io.millrace.standin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** All tables of a directory, each with a log of its name. */
final class Catalog {
    private static final String LOG = ".log";

    private final Path directory;
    private final NavigableMap<String, Table> tables = new TreeMap<>();

    /** Opens the tables that the directory holds, and makes the directory if need be. */
    Catalog(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.filter(path -> path.toString().endsWith(LOG)).toList()) {
                String name = file.getFileName().toString().replace(LOG, "");
                tables.put(name, new Table(name, file, new Schema(List.of(), "")));
            }
        }
    }

    /** @param missing the reason to refuse a request for a table that is not there, with %s for its name */
    synchronized Table find(String name, String missing) throws RefusedException {
        return Optional.ofNullable(tables.get(name))
                .orElseThrow(() -> RefusedException.conflict(missing.formatted(name)));
    }

    /** The table of a SELECT, a DELETE or a search. */
    Table searched(String name) throws RefusedException {
        return find(name, "unknown local table(s) '%s' in search request");
    }

    /** In the order of their names. */
    synchronized List<Table> tables() {
        return List.copyOf(tables.values());
    }

    /** Returns false when there is one already. */
    synchronized boolean create(String name, Schema schema) throws IOException {
        if (tables.containsKey(name)) {
            return false;
        }
        tables.put(name, new Table(name, directory.resolve(name + LOG), schema));
        return true;
    }

    /** Gives a table what is in another one, which is empty afterwards. */
    synchronized void attach(String from, String to) throws RefusedException, IOException {
        if (from.equals(to)) {
            throw RefusedException.conflict("can not ATTACH table '" + from + "' to itself");
        }
        String missing = "no such table '%s'";
        Table source = find(from, missing);
        Table target = find(to, missing);
        if (source.isEmpty()) {
            throw RefusedException.trap(
                    "ATTACH of table '" + from + "', which is empty, would empty '" + to + "'",
                    "find out whether it was attached already");
        }
        target.takeAll(source);
    }

    /** Returns false when there is none. */
    synchronized boolean drop(String name) throws IOException {
        Table table = tables.remove(name);
        if (table != null) {
            table.drop();
        }
        return table != null;
    }
}
