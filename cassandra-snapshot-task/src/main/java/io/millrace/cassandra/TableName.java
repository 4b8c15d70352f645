package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;

/** A table, as people name it. */
record TableName(String keyspace, String table) implements Comparable<TableName> {
    static TableName of(TableMetadata table) {
        return new TableName(table.getKeyspace().asInternal(), table.getName().asInternal());
    }

    @Override
    public int compareTo(TableName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return keyspace + "." + table;
    }
}
