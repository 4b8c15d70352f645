package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;

/** The name of a table, without CQL's quotes. */
record CqlTableName(String keyspace, String table) implements Comparable<CqlTableName> {
    static CqlTableName of(TableMetadata table) {
        return new CqlTableName(
                table.getKeyspace().asInternal(), table.getName().asInternal());
    }

    @Override
    public int compareTo(CqlTableName other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return keyspace + "." + table;
    }
}
