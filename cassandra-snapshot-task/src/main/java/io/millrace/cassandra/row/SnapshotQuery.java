package io.millrace.cassandra.row;

import com.datastax.oss.driver.api.core.CqlIdentifier;
import com.datastax.oss.driver.api.core.metadata.schema.ColumnMetadata;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.ListType;
import com.datastax.oss.driver.api.core.type.MapType;
import com.datastax.oss.driver.api.core.type.SetType;
import com.datastax.oss.driver.api.core.type.UserDefinedType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The query that reads a table. It selects the primary key, the other columns, then the write time and the time to live of
 * each of these others, and the server's time, all as one tuple: with a column for each, Cassandra would work more for each
 * of them, and the driver would make objects of each, which wait in memory until the row's turn comes.
 *
 * @param keys the columns of the primary key, in order
 * @param values the other columns
 * @param writeTimes the expression for the write time of each value; empty where the server has none
 * @param timesToLive the same for its time to live; empty also where there cannot be one that matters
 */
record SnapshotQuery(
        TableMetadata table,
        List<ColumnMetadata> keys,
        List<ColumnMetadata> values,
        List<String> writeTimes,
        List<String> timesToLive) {
    private static final String UNKNOWN = "";
    private static final String SERVER_TIME = "toTimestamp(now())";

    /** @param collections whether the server has MAXWRITETIME, and TTL for collections, as Cassandra does since 5.0 */
    static SnapshotQuery of(TableMetadata table, boolean collections) {
        List<ColumnMetadata> keys = table.getPrimaryKey();
        List<ColumnMetadata> values = table.getColumns().values().stream()
                .filter(column -> !keys.contains(column))
                .toList();
        List<String> writeTimes = new ArrayList<>();
        List<String> timesToLive = new ArrayList<>();
        for (ColumnMetadata column : values) {
            boolean single = !hasManyCells(column.getType());
            if (single) {
                writeTimes.add("WRITETIME(" + cql(column) + ")");
            } else {
                writeTimes.add(collections ? "MAXWRITETIME(" + cql(column) + ")" : UNKNOWN);
            }
            boolean readable = (single || collections) && canExpire(column);
            timesToLive.add(readable ? "TTL(" + cql(column) + ")" : UNKNOWN);
        }
        return new SnapshotQuery(table, keys, values, writeTimes, timesToLive);
    }

    /** Counters never expire, and a row outlives the static columns of its partition. */
    private static boolean canExpire(ColumnMetadata column) {
        return !column.isStatic() && !column.getType().equals(DataTypes.COUNTER);
    }

    /** The CQL; its two parameters are the range's start, exclusive, and end, inclusive. */
    String select() {
        return columns() + " WHERE " + token() + " > ? AND " + token() + " <= ?";
    }

    /** The CQL for one row; its parameters are the values of the key. */
    String selectByKey() {
        return columns()
                + keys.stream().map(column -> cql(column) + " = ?").collect(Collectors.joining(" AND ", " WHERE ", ""));
    }

    private String token() {
        return table.getPartitionKey().stream()
                .map(SnapshotQuery::cql)
                .collect(Collectors.joining(", ", "token(", ")"));
    }

    private String columns() {
        List<String> selected = new ArrayList<>();
        keys.forEach(column -> selected.add(cql(column)));
        values.forEach(column -> selected.add(cql(column)));
        writeTimes.stream().filter(SnapshotQuery::isKnown).forEach(selected::add);
        timesToLive.stream().filter(SnapshotQuery::isKnown).forEach(selected::add);
        // Always, because one expression in parentheses would be no tuple.
        selected.add(SERVER_TIME);
        return "SELECT (" + String.join(", ", selected) + ") FROM "
                + table.getKeyspace().asCql(true) + "." + table.getName().asCql(true);
    }

    /** For each value the index of its write time in a selected row, or -1 where the server has none. */
    int[] writeTimeIndexes() {
        return indexes(writeTimes, firstWriteTime());
    }

    /** For each value the index of its time to live in a selected row, or -1. */
    int[] timeToLiveIndexes() {
        return indexes(timesToLive, firstTimeToLive());
    }

    /** The index of the server's time, the last element of a selected row. */
    int serverTimeIndex() {
        return firstTimeToLive()
                + (int) timesToLive.stream().filter(SnapshotQuery::isKnown).count();
    }

    /** The number of elements of a selected row. */
    int size() {
        return serverTimeIndex() + 1;
    }

    private int firstWriteTime() {
        return keys.size() + values.size();
    }

    private int firstTimeToLive() {
        return firstWriteTime()
                + (int) writeTimes.stream().filter(SnapshotQuery::isKnown).count();
    }

    private static int[] indexes(List<String> expressions, int first) {
        int[] indexes = new int[expressions.size()];
        int next = first;
        for (int i = 0; i < indexes.length; i++) {
            indexes[i] = isKnown(expressions.get(i)) ? next++ : -1;
        }
        return indexes;
    }

    private static boolean isKnown(String expression) {
        return !expression.equals(UNKNOWN);
    }

    /** A collection or user-defined type that is not frozen has one cell per element, each with times of its own. */
    static boolean hasManyCells(DataType type) {
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
