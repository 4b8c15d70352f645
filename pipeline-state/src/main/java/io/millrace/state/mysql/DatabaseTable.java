package io.millrace.state.mysql;

/** A table in MySQL or Cassandra. */
public record DatabaseTable(String database, String name) implements Comparable<DatabaseTable> {
    @Override
    public int compareTo(DatabaseTable other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return database + "." + name;
    }
}
