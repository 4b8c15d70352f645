package io.millrace.audit.source;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Row;
import io.millrace.event.SourceTable;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;

/**
 * The rows of one captured table as the source connector's snapshot would send them: with the operation SNAPSHOT, a key
 * and the row after it, without an id. Takes no locks, and holds no transaction open between two calls. Not thread-safe.
 */
public interface SourceRows extends AutoCloseable {
    SourceTable table();

    /**
     * The next rows in the order in which the source keeps them, at most as many as given; empty at the end. A row whose key
     * does not change during the walk is returned once, and none is left out.
     */
    List<ChangeEvent> next(int most) throws SQLException;

    /**
     * Continues behind the row with this key, which need not exist any more.
     *
     * @param key as in {@link ChangeEvent#getKey()}
     */
    void seek(Row key);

    /**
     * The rows with these keys that exist now, in any order. Where the events' keys are not unique in the source, all rows
     * with each of them.
     *
     * @param keys as in {@link ChangeEvent#getKey()}; a column may have another type if its value is the same, as in a key
     *     that was made of an index's id
     */
    List<ChangeEvent> find(Collection<Row> keys) throws SQLException;

    @Override
    void close() throws SQLException;
}
