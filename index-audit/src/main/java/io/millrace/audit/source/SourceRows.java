package io.millrace.audit.source;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Row;
import io.millrace.event.SourceTable;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * The rows of one captured table as the source connector's snapshot would send them: with the operation SNAPSHOT, a key
 * and the row after it, without an id. Takes no locks, and holds no transaction open between two calls. Not thread-safe.
 */
public interface SourceRows extends AutoCloseable {
    SourceTable table();

    /**
     * The next rows in the order in which the source keeps them, at most as many as given, and fewer where rows are large;
     * empty at the end. A row whose key does not change during the walk is returned once, and none is left out.
     */
    List<ChangeEvent> next(int most) throws SQLException;

    /**
     * Whether {@link #next} returns rows in the order of their events' keys. A table can be walked by another key than the
     * one that its events have.
     */
    boolean inKeyOrder() throws SQLException;

    /** How far {@link #next} has come, as text without spaces; empty at the beginning. */
    String position();

    /** Whether the rows are still kept in the order that a {@link #position} is of. */
    boolean isPosition(String position) throws SQLException;

    /** Continues at a {@link #position}, even if the rows there do not exist any more. */
    void seek(String position);

    /**
     * The rows with these keys that exist now, in any order. Where the events' keys are not unique in the source, all rows
     * with each of them.
     *
     * @param keys as in {@link ChangeEvent#getKey()}; a column may have another type if its value is the same, or be a
     *     string with the value as in {@link io.millrace.event.CanonicalKey}
     */
    List<ChangeEvent> find(Collection<Row> keys) throws SQLException;

    /**
     * Rows that {@link #find} gives too, as the binlog tells of them, which is what the index has of a row that has changed
     * since the snapshot: of a FLOAT, a YEAR 0 and a date of the year 0, Debezium delivers another value there. None of a
     * table that it reads in one way only. Text in JSON may still be formatted in another way, with the same content.
     */
    default List<ChangeEvent> findAsInBinlog(Collection<Row> keys) throws SQLException {
        return List.of();
    }

    /**
     * A condition in the source's SQL for the rows with these keys, and maybe more, that means the same in any session;
     * empty if there is none.
     *
     * @param keys as in {@link #find}, at least one
     */
    default Optional<String> condition(Collection<Row> keys) throws SQLException {
        return Optional.empty();
    }

    @Override
    void close() throws SQLException;
}
