package io.millrace.nats;

import io.millrace.event.Subject;

/** A table of a source, in all partitions. */
public record SourceTable(String source, String database, String table) {
    public static SourceTable of(Subject subject) {
        return new SourceTable(subject.source(), subject.database(), subject.table());
    }

    @Override
    public String toString() {
        return source + '.' + database + '.' + table;
    }

    /** As the last parts of a key of the state bucket. */
    String key() {
        return StateBucket.token(source) + '.' + StateBucket.token(database) + '.' + StateBucket.token(table);
    }
}
