package io.millrace.standin;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** A table and its rows, all of them in memory and in a log. For use by several threads. */
final class Table {
    private static final ObjectMapper JSON = new ObjectMapper();

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

    /** Makes a new one. */
    Table(String name, Path file, Schema schema) throws IOException {
        this.name = name;
        this.file = file;
        this.schema = schema;
        this.log = TableLog.create(file, JSON.writeValueAsBytes(schema), rows);
    }

    /** Opens one that is there. */
    Table(String name, Path file) throws IOException {
        this.name = name;
        this.file = file;
        this.schema = new Schema(List.of(), "");
        this.log = TableLog.open(file, this::define, this::put);
    }

    private void define(byte[] json) throws IOException {
        schema = JSON.readValue(json, Schema.class);
    }

    private boolean put(long id, Optional<byte[]> bytes) {
        logged++;
        return (bytes.isPresent() ? rows.put(id, new Row(schema, id, bytes.get())) : rows.remove(id)) != null;
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
        run.replaceAll((id, row) -> row.map(made -> made.in(schema)));
        log.append(run);
        int removed = 0;
        for (Map.Entry<Long, Optional<Row>> change : run.entrySet()) {
            removed += put(change.getKey(), change.getValue().map(Row::bytes)) ? 1 : 0;
        }
        if (logged > ROWS_LOGGED && logged / 3 > rows.size()) {
            writeAgain();
        }
        return removed;
    }

    /** Deletes the rows that meet a condition; returns how many there were. */
    synchronized int delete(String condition) throws RefusedException, IOException {
        Map<Long, Optional<Row>> run = new LinkedHashMap<>();
        read(contents -> new Condition(contents, condition).find()).forEach(row -> run.put(row.id(), Optional.empty()));
        return commit(run);
    }

    /** Gives the table other columns; the rows keep the values of those that stay. */
    synchronized void alter(Reading<Schema> change) throws RefusedException, IOException {
        Schema changed = read(change);
        rows.replaceAll((id, row) -> row.in(changed));
        schema = changed;
        writeAgain();
    }

    private void writeAgain() throws IOException {
        log.close();
        logged = rows.size();
        log = TableLog.create(file, JSON.writeValueAsBytes(schema), rows);
    }

    synchronized void drop() throws IOException {
        dropped = true;
        log.close();
        Files.delete(file);
    }

    synchronized void close() throws IOException {
        log.close();
    }
}
