package io.millrace.local.manticore.storage;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Stream;

/** The tables, one folder each. */
public final class Catalog implements Closeable {
    /** No name of a table has a dot. */
    private static final String GOING = ".going";

    private final Path directory;
    private final ConcurrentSkipListMap<String, Table> tables = new ConcurrentSkipListMap<>();

    private Catalog(Path directory) {
        this.directory = directory;
    }

    /** Opens every table in the directory and replays its log. */
    public static Catalog open(Path directory) throws IOException {
        Files.createDirectories(directory);
        Catalog catalog = new Catalog(directory);
        List<Path> folders;
        try (Stream<Path> found = Files.list(directory)) {
            folders = found.filter(Files::isDirectory).toList();
        }
        for (Path folder : folders) {
            if (folder.toString().endsWith(GOING) || isUnfinished(folder)) {
                Folders.delete(folder);
            } else {
                Table table = Table.open(folder);
                catalog.tables.put(table.name(), table);
            }
        }
        return catalog;
    }

    /** The process ended within CREATE TABLE. */
    private static boolean isUnfinished(Path folder) throws IOException {
        try (Stream<Path> generations = Files.list(folder)) {
            return generations.allMatch(path -> path.endsWith("unfinished"));
        }
    }

    public Optional<Table> table(String name) {
        return Optional.ofNullable(tables.get(name));
    }

    /** By name. */
    public List<Table> tables() {
        return List.copyOf(tables.values());
    }

    /** @return false when a table of that name is there already */
    public synchronized boolean create(String name, Schema schema) throws IOException {
        if (tables.containsKey(name)) {
            return false;
        }
        tables.put(name, Table.create(directory.resolve(name), schema));
        return true;
    }

    /** @return false when there is no such table */
    public synchronized boolean drop(String name) throws IOException {
        Table table = tables.remove(name);
        if (table == null) {
            return false;
        }
        table.close();
        Path going = directory.resolve(name + GOING);
        Folders.delete(going);
        Files.move(directory.resolve(name), going, StandardCopyOption.ATOMIC_MOVE);
        Folders.delete(going);
        return true;
    }

    @Override
    public void close() {
        tables.values().forEach(Table::close);
    }
}
