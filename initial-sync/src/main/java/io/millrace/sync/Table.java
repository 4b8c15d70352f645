package io.millrace.sync;

/** A table at its source. */
record Table(String database, String name) implements Comparable<Table> {
    @Override
    public int compareTo(Table other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return database + "." + name;
    }
}
