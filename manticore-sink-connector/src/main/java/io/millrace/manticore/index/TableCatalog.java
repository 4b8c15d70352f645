package io.millrace.manticore.index;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables that Manticore has, and the statements that make and change them. For use by several threads. */
public final class TableCatalog {
    private static final Pattern DIMENSIONS = Pattern.compile("(?i)`?(\\w+)`? float_vector[^\\n]*knn_dims='(\\d+)'");

    /** A server that is stopping refuses what it would take at other times. */
    private static final int REFUSALS_BELIEVED = 3;

    private final ManticoreClient client;
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();

    public TableCatalog(ManticoreClient client) {
        this.client = client;
    }

    /** What a table looks like now; empty when there is none of that name. */
    public Optional<TableSchema> find(String table) {
        if (!exists(table)) {
            return Optional.empty();
        }
        Map<String, ColumnType> columns = new LinkedHashMap<>();
        Map<String, Integer> dimensions = new HashMap<>();
        for (JsonNode row : query("DESC " + table).path("data")) {
            String name = row.path("Field").asText();
            ColumnType.described(
                            row.path("Type").asText(), row.path("Properties").asText())
                    .filter(type -> !name.equals("id"))
                    .ifPresent(type -> columns.put(name, type));
        }
        if (columns.values().stream().anyMatch(type -> type.kind() == ColumnType.Kind.FLOAT_VECTOR)) {
            dimensions.putAll(dimensions(table));
        }
        columns.replaceAll(
                (name, type) -> dimensions.containsKey(name) ? ColumnType.vector(dimensions.get(name)) : type);
        return Optional.of(new TableSchema(table, columns));
    }

    /**
     * Creates a table, or leaves the one that another task has created meanwhile.
     *
     * @param options what follows the columns, {@code morphology='stem_en'}
     */
    public TableSchema create(TableSchema schema, String options) {
        String columns = schema.columns().entrySet().stream()
                .map(column -> declaration(column.getKey(), column.getValue()))
                .collect(Collectors.joining(", "));
        change("CREATE TABLE IF NOT EXISTS " + schema.table() + " (" + columns + ") " + options);
        return find(schema.table())
                .orElseThrow(
                        () -> new IndexUnavailableException("Table " + schema.table() + " was created and is gone"));
    }

    /** Adds a column, or leaves the one that another task has added meanwhile. */
    public TableSchema addColumn(TableSchema schema, String column, ColumnType type) {
        Optional<TableSchema> before = find(schema.table());
        if (before.isEmpty() || !before.get().has(column)) {
            change("ALTER TABLE " + schema.table() + " ADD COLUMN " + declaration(column, type));
        }
        return find(schema.table())
                .filter(after -> after.has(column))
                .orElseThrow(() -> new IndexUnavailableException(
                        "Column " + column + " of table " + schema.table() + " was added and is gone"));
    }

    private void change(String statement) {
        try {
            client.sql(statement.strip());
            refusals.remove(statement);
        } catch (StatementRefusedException e) {
            if (client.healthy() && refusals.merge(statement, 1, Integer::sum) >= REFUSALS_BELIEVED) {
                throw new IndexFaultException(
                        "Manticore refuses '" + statement.strip() + "': " + e.getMessage()
                                + ". Put the mapping of the table right, or make the change in Manticore by hand",
                        e);
            }
            throw new IndexUnavailableException("Manticore refused '" + statement.strip() + "': " + e.getMessage(), e);
        }
    }

    private boolean exists(String table) {
        // An underscore in the pattern stands for any character.
        for (JsonNode row : query("SHOW TABLES LIKE '" + table + "'").path("data")) {
            if (row.path("Table").asText().equals(table)) {
                String type = row.path("Type").asText();
                if (!type.equals("rt")) {
                    throw new IndexFaultException("Table " + table + " in Manticore is of type " + type
                            + " and cannot be written to; map the source table to another one");
                }
                return true;
            }
        }
        return false;
    }

    private Map<String, Integer> dimensions(String table) {
        String statement = query("SHOW CREATE TABLE " + table)
                .path("data")
                .path(0)
                .path("Create Table")
                .asText();
        Map<String, Integer> dimensions = new HashMap<>();
        Matcher matcher = DIMENSIONS.matcher(statement);
        while (matcher.find()) {
            dimensions.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
        }
        return dimensions;
    }

    private JsonNode query(String statement) {
        try {
            return client.sql(statement);
        } catch (StatementRefusedException e) {
            throw new IndexUnavailableException("Manticore refused '" + statement + "': " + e.getMessage(), e);
        }
    }

    private static String declaration(String column, ColumnType type) {
        // Many ordinary words are reserved.
        return '`' + column + "` " + type.declaration();
    }
}
