package io.millrace.publisher;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ColumnValues;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.Snowflake;
import io.millrace.event.Source;
import java.time.Instant;

/** A change of an application's own data, to be published by a {@link ChangeEventPublisher}. */
public final class Change {
    private static final String CONNECTOR = "application";

    private final ChangeEvent event;

    private Change(ChangeEvent event) {
        this.event = event;
    }

    /** @param row the complete row, including the columns of the key */
    public static Change insert(String database, String table, Row key, Row row) {
        return of(Operation.INSERT, database, table).withRow(key, row);
    }

    /** @param row the complete row after the change, including the columns that did not change */
    public static Change update(String database, String table, Row key, Row row) {
        return of(Operation.UPDATE, database, table).withRow(key, row);
    }

    public static Change delete(String database, String table, Row key) {
        Change change = of(Operation.DELETE, database, table);
        return new Change(change.event.toBuilder().setKey(key).build());
    }

    /** All rows of the table were deleted. */
    public static Change truncate(String database, String table) {
        return of(Operation.TRUNCATE, database, table);
    }

    /**
     * A row that was read rather than changed, as in a first load. Pass the time of the read to {@link #committedAt}: a
     * change that was committed later then wins, also when it is published before.
     */
    public static Change snapshot(String database, String table, Row key, Row row) {
        Change change = of(Operation.SNAPSHOT, database, table).withRow(key, row);
        return change.withSource(change.event.getSource().toBuilder().setSnapshot(true));
    }

    /** Adds the row before the change, for an update or a delete. */
    public Change before(Row row) {
        return new Change(event.toBuilder().setBefore(row).build());
    }

    /** Sets the commit time; the default is the time at which the publisher receives the change. */
    public Change committedAt(Instant time) {
        return withSource(event.getSource().toBuilder().setCommitTimeUs(ColumnValues.micros(time)));
    }

    /**
     * Sets when the row of an insert, update or snapshot ceases to exist by itself. It holds until the row's next event,
     * which may set it again.
     */
    public Change expiresAt(Instant time) {
        return new Change(
                event.toBuilder().setExpiresUs(ColumnValues.micros(time)).build());
    }

    /** Sets the application's id of the transaction that the change was part of. */
    public Change inTransaction(String id) {
        return withSource(event.getSource().toBuilder().setTransactionId(id));
    }

    /** The event. Only a row that was read at a known time has its id already, which follows from that time. */
    ChangeEvent toEvent(String source, Instant now) {
        ChangeEvent.Builder complete = event.toBuilder();
        complete.getSourceBuilder().setName(source);
        if (event.getSource().getCommitTimeUs() == 0) {
            complete.getSourceBuilder().setCommitTimeUs(ColumnValues.micros(now));
        } else if (event.getOperation() == Operation.SNAPSHOT) {
            complete.setId(Snowflake.ofWriteTime(event.getSource().getCommitTimeUs()));
        }
        return complete.build();
    }

    private static Change of(Operation operation, String database, String table) {
        return new Change(ChangeEvent.newBuilder()
                .setOperation(operation)
                .setSource(Source.newBuilder()
                        .setConnector(CONNECTOR)
                        .setDatabase(database)
                        .setTable(table))
                .build());
    }

    private Change withRow(Row key, Row row) {
        return new Change(event.toBuilder().setKey(key).setAfter(row).build());
    }

    private Change withSource(Source.Builder source) {
        return new Change(event.toBuilder().setSource(source).build());
    }
}
