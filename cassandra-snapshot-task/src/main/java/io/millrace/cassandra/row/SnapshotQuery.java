package io.millrace.cassandra.row;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.ListType;
import com.datastax.oss.driver.api.core.type.MapType;
import com.datastax.oss.driver.api.core.type.SetType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The query that reads a table. It selects the token, the primary key, the other columns, then the write time of each of
 * these others.
 *
 * @param keys the columns of the primary key, in order
 * @param values the other columns
 * @param writeTimes the expression for the write time of each value; empty where the server has none
 */
record SnapshotQuery(
        TableMetadata table, List<ColumnMetadata> keys, List<ColumnMetadata> values, List<String> writeTimes) {
    private static final String UNKNOWN = "";

    /** @param collections whether the server supports MAXWRITETIME, as Cassandra does since 5.0 */
    static SnapshotQuery of(TableMetadata table, boolean collections) {
        List<ColumnMetadata> keys = table.getPrimaryKey();
        List<ColumnMetadata> values = table.getColumns().values().stream()
                .filter(column -> !keys.contains(column))
                .toList();
        List<String> writeTimes = new ArrayList<>();
        for (ColumnMetadata column : values) {
            if (!hasManyCells(column.getType())) {
                writeTimes.add("WRITETIME(" + cql(column) + ")");
            } else {
                writeTimes.add(collections ? "MAXWRITETIME(" + cql(column) + ")" : UNKNOWN);
            }
        }
        return new SnapshotQuery(table, keys, values, writeTimes);
    }

    /** The CQL; its two parameters are the range's start, exclusive, and end, inclusive. */
    String select() {
        String token = "token("
                + table.getPartitionKey().stream().map(SnapshotQuery::cql).collect(Collectors.joining(", ")) + ")";
        List<String> selected = new ArrayList<>();
        selected.add(token);
        keys.forEach(column -> selected.add(cql(column)));
        values.forEach(column -> selected.add(cql(column)));
        writeTimes.stream().filter(each -> !each.equals(UNKNOWN)).forEach(selected::add);
        return "SELECT " + String.join(", ", selected) + " FROM "
                + table.getKeyspace().asCql(true) + "." + table.getName().asCql(true) + " WHERE " + token + " > ? AND "
                + token + " <= ?";
    }

    /** For each value the index of its write time in a selected row, or -1 where the server has none. */
    int[] writeTimeIndexes() {
        int[] indexes = new int[values.size()];
        int next = 1 + keys.size() + values.size();
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = writeTimes.get(i).equals(UNKNOWN) ? -1 : next++;
        }
        return indexes;
    }

    /** A collection or user-defined type that is not frozen has one cell per element, each with its own write time. */
    private static boolean hasManyCells(DataType type) {
        return type instanceof ListType list && !list.isFrozen()
                || type instanceof SetType set && !set.isFrozen()
                || type instanceof MapType map && !map.isFrozen()
                || type instanceof UserDefinedType udt && !udt.isFrozen();
    }

    private static String cql(ColumnMetadata column) {
        CqlIdentifier name = column.getName();
        return name.asCql(true);
    }
}
