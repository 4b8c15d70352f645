package io.millrace.cassandra.row;

import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.millrace.event.Row;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;

/** Looks rows up by the keys of their events. Thread-safe. */
public final class RowLookup {
    private final String select;
    private final CqlKeyValues values;

    RowLookup(String select, CqlKeyValues values) {
        this.select = select;
        this.values = values;
    }

    /** The query for one row, whose parameters {@link #bind} sets. */
    public String select() {
        return select;
    }

    /**
     * The query for the row with a key; empty if no row of the table can have that key.
     *
     * @param key as in an event; a column may have another type if its value is the same
     */
    public Optional<BoundStatement> bind(PreparedStatement prepared, Row key) {
        return values.of(key).map(bytes -> bind(prepared, bytes));
    }

    private static BoundStatement bind(PreparedStatement prepared, List<ByteBuffer> values) {
        BoundStatement statement = prepared.bind();
        for (int i = 0; i < values.size(); i++) {
            statement = statement.setBytesUnsafe(i, values.get(i));
        }
        return statement;
    }
}
