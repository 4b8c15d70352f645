package io.millrace.command.audit;

import io.millrace.audit.source.SourceRows;
import io.millrace.cassandra.TableReader;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Row;
import io.millrace.event.SourceTable;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/** A table of Cassandra, read in the order of the ring. Its events have the ids that the snapshot task gives them. */
final class CassandraRows implements SourceRows {
    private final SourceTable table;
    private final TableReader reader;

    CassandraRows(SourceTable table, TableReader reader) {
        this.table = table;
        this.reader = reader;
    }

    @Override
    public SourceTable table() {
        return table;
    }

    @Override
    public boolean inKeyOrder() {
        return false;
    }

    @Override
    public List<ChangeEvent> next(int most) throws SQLException {
        return read(() -> reader.next(most));
    }

    @Override
    public List<ChangeEvent> find(Collection<Row> keys) throws SQLException {
        return read(() -> reader.find(keys));
    }

    private interface Reading {
        List<ChangeEvent> read() throws InterruptedException;
    }

    private static List<ChangeEvent> read(Reading reading) throws SQLException {
        try {
            return reading.read();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Reading Cassandra was interrupted", e);
        }
    }

    @Override
    public String position() {
        throw new UnsupportedOperationException("An audit of Cassandra does not continue where another one ended");
    }

    @Override
    public boolean isPosition(String position) {
        return false;
    }

    @Override
    public void seek(String position) {
        if (!position.isEmpty()) {
            throw new UnsupportedOperationException("A table of Cassandra is read from its beginning");
        }
        reader.rewind();
    }

    @Override
    public void close() {}
}
