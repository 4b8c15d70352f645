package io.millrace.state.mysql;

import io.millrace.event.SourceTable;

/** A table in MySQL or Cassandra. */
public record DatabaseTable(String database, String name) implements Comparable<DatabaseTable> {
    public static DatabaseTable of(SourceTable table) {
        return new DatabaseTable(table.database(), table.table());
    }

    @Override
    public int compareTo(DatabaseTable other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return database + "." + name;
    }
}
