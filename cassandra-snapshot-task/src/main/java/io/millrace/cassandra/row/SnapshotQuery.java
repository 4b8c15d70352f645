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
 * The columns of a table as the job selects them: the token, the primary key, the other columns, then what tells when
 * each of the others was written.
 *
 * @param keys the primary key, in its order
 * @param values the other columns
 * @param writeTimes what to select of each of the others; empty where the server cannot tell
 */
record SnapshotQuery(
        TableMetadata table, List<ColumnMetadata> keys, List<ColumnMetadata> values, List<String> writeTimes) {
    private static final String UNKNOWN = "";

    /** @param collections whether the server knows MAXWRITETIME, as Cassandra does from 5.0 on */
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

    /** Takes two tokens: above the first, up to and with the second. */
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

    /** Where in a selected row the write time of a value is; -1 where nowhere. */
    int[] writeTimeIndexes() {
        int[] indexes = new int[values.size()];
        int next = 1 + keys.size() + values.size();
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = writeTimes.get(i).equals(UNKNOWN) ? -1 : next++;
        }
        return indexes;
    }

    /** A collection or user-defined type that is not frozen has a cell for each element, each with a time of its own. */
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
