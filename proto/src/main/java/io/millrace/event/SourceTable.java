package io.millrace.event;

/** A table of a source, in all partitions. */
public record SourceTable(String source, String database, String table) {
    public static SourceTable of(Subject subject) {
        return new SourceTable(subject.source(), subject.database(), subject.table());
    }

    @Override
    public String toString() {
        return source + '.' + database + '.' + table;
    }
}
