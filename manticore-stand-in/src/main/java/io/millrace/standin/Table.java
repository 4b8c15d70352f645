package io.millrace.standin;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A table and its rows, all of them in memory and in a log. For use by several threads. */
final class Table {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** The log keeps the definition of the table in the place of a row that no table has. */
    private static final long DEFINITION = 0;

    /** A log of more rows, most of which are gone, is written again. */
    private static final int ROWS_LOGGED = 200_000;

    private final String name;
    private final Path file;
    private final NavigableMap<Long, Row> rows = new TreeMap<>();
    private Schema schema;
    private TableLog log;
    private int logged;
    private boolean dropped;

    /** Reads something while the table does not change. */
    interface Reading<T> {
        T of(Contents contents) throws RefusedException;
    }

    /** Opens the one that the file holds, or makes one with that schema. */
    Table(String name, Path file, Schema schema) throws IOException {
        this.name = name;
        this.file = file;
        this.schema = schema;
        this.log = Files.exists(file) ? new TableLog(file, this::put) : newLog();
    }

    private void put(long id, Optional<String> values) throws IOException {
        logged++;
        if (id == DEFINITION) {
            schema = JSON.readValue(values.orElseThrow(), Schema.class);
        } else if (values.isPresent()) {
            rows.put(id, new Row(schema, id, values.get()));
        } else {
            rows.remove(id);
        }
    }

    String name() {
        return name;
    }

    synchronized Schema schema() {
        return schema;
    }

    synchronized <T> T read(Reading<T> reading) throws RefusedException {
        return reading.of(new Contents(name, schema, rows));
    }

    /**
     * Carries out a run whole, also when the columns were changed after its rows were made.
     *
     * @param run by id, the row that is written; none for one that is deleted
     * @return how many rows there were of these ids
     */
    synchronized int commit(Map<Long, Optional<Row>> run) throws RefusedException, IOException {
        if (dropped) {
            throw RefusedException.conflict("table '" + name + "' absent");
        }
        Map<Long, Optional<String>> changes = new LinkedHashMap<>();
        run.forEach((id, row) -> changes.put(id, row.map(made -> made.in(schema).values())));
        log.append(changes);
        int before = (int) run.keySet().stream().filter(rows::containsKey).count();
        for (Map.Entry<Long, Optional<String>> change : changes.entrySet()) {
            put(change.getKey(), change.getValue());
        }
        if (logged > ROWS_LOGGED && logged / 3 > rows.size()) {
            writeAgain();
        }
        return before;
    }

    /** Deletes the rows that meet a condition; returns how many there were. */
    synchronized int delete(String condition) throws RefusedException, IOException {
        Map<Long, Optional<Row>> run = new LinkedHashMap<>();
        read(contents -> new Condition(contents, condition).find()).forEach(row -> run.put(row.id(), Optional.empty()));
        return commit(run);
    }

    /** Gives the table other columns; the rows keep the values of those that stay. */
    synchronized void alter(Reading<Schema> change) throws RefusedException, IOException {
        Schema before = schema;
        NavigableMap<Long, Row> rowsBefore = new TreeMap<>(rows);
        Schema changed = read(change);
        rows.replaceAll((id, row) -> row.in(changed));
        schema = changed;
        try {
            writeAgain();
        } catch (IOException e) {
            schema = before;
            rows.putAll(rowsBefore);
            throw e;
        }
    }

    synchronized boolean isEmpty() {
        return rows.isEmpty();
    }

    /** Has the columns and rows of another table in the place of its own, and leaves that one empty. */
    synchronized void takeAll(Table source) throws IOException {
        synchronized (source) {
            schema = source.schema;
            rows.clear();
            rows.putAll(source.rows);
            writeAgain();
            source.rows.clear();
            source.writeAgain();
        }
    }

    private void writeAgain() throws IOException {
        TableLog written = newLog();
        log.close();
        log = written;
        logged = rows.size();
    }

    /** Writes all of the table to a file that then takes the place of the one before. */
    private TableLog newLog() throws IOException {
        Path begun = file.resolveSibling(file.getFileName() + ".new");
        Files.deleteIfExists(begun);
        TableLog written = new TableLog(begun, this::put);
        written.append(Map.of(DEFINITION, Optional.of(JSON.writeValueAsString(schema))));
        for (Row row : rows.values()) {
            written.append(Map.of(row.id(), Optional.of(row.values())));
        }
        Files.move(begun, file, StandardCopyOption.ATOMIC_MOVE);
        written.sync();
        return written;
    }

    synchronized void drop() throws IOException {
        dropped = true;
        log.close();
        Files.delete(file);
    }

    synchronized void powerCut() throws IOException {
        log.powerCut();
    }

    synchronized void close() throws IOException {
        log.close();
    }
}
