package io.millrace.manticore.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.StatementRefusedException;
import java.time.Clock;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The tables that Manticore has, and the statements that create and change them. Thread-safe. */
public final class TableCatalog implements Tables {
    private static final Pattern DIMENSIONS = Pattern.compile("(?i)`?(\\w+)`? float_vector[^\\n]*knn_dims='(\\d+)'");

    private static final Pattern OPTION = Pattern.compile("(\\w+)='(?:[^'\\\\]|\\\\.)*'");

    /** A server that is stopping refuses what it would otherwise accept. */
    private static final int REFUSALS_BELIEVED = 3;

    private final ManticoreClient client;
    private final Map<String, Integer> refusals = new ConcurrentHashMap<>();

    public TableCatalog(ManticoreClient client) {
        this.client = client;
    }

    @Override
    public Optional<TableSchema> find(String table) {
        if (!exists(table)) {
            return Optional.empty();
        }
        Map<String, ManticoreType> columns = new LinkedHashMap<>();
        Map<String, Integer> dimensions = new HashMap<>();
        for (JsonNode row : VersionQueries.sql(client, "DESC " + table).path("data")) {
            String name = row.path("Field").asText();
            if (!name.equals("id")) {
                columns.put(
                        name,
                        ManticoreType.described(
                                row.path("Type").asText(),
                                row.path("Properties").asText()));
            }
        }
        if (columns.values().stream().anyMatch(type -> type.kind() == ManticoreType.Kind.FLOAT_VECTOR)) {
            dimensions.putAll(dimensions(table));
        }
        columns.replaceAll(
                (name, type) -> dimensions.containsKey(name) ? ManticoreType.vector(dimensions.get(name)) : type);
        return Optional.of(new TableSchema(table, columns));
    }

    @Override
    public boolean isEmpty(String table) {
        return VersionQueries.newest(client, table, "") == 0
                && (!exists(Tombstones.TABLE)
                        || VersionQueries.newest(client, Tombstones.TABLE, " WHERE table_name='" + table + "'") == 0);
    }

    @Override
    public TableSchema create(TableSchema schema, Map<String, String> options) {
        String columns = schema.columns().entrySet().stream()
                .map(column -> declaration(column.getKey(), column.getValue()))
                .collect(Collectors.joining(", "));
        StringBuilder statement = new StringBuilder("CREATE TABLE IF NOT EXISTS ")
                .append(schema.table())
                .append(" (")
                .append(columns)
                .append(')');
        options.forEach((name, value) -> statement
                .append(' ')
                .append(name)
                .append("='")
                .append(value.replace("\\", "\\\\").replace("'", "\\'"))
                .append('\''));
        return change(schema.table(), statement.toString(), after -> true);
    }

    @Override
    public TableSchema addColumn(TableSchema schema, String column, ManticoreType type) {
        Optional<TableSchema> before = find(schema.table()).filter(table -> table.has(column));
        return before.orElseGet(() -> change(
                schema.table(),
                "ALTER TABLE " + schema.table() + " ADD COLUMN " + declaration(column, type),
                after -> after.has(column)));
    }

    @Override
    public TableSchema widen(TableSchema schema, String column) {
        Optional<TableSchema> before = find(schema.table()).filter(table -> isBigint(table, column));
        return before.orElseGet(() -> change(
                schema.table(),
                "ALTER TABLE " + schema.table() + " MODIFY COLUMN " + declaration(column, ManticoreType.BIGINT),
                after -> isBigint(after, column)));
    }

    @Override
    public Map<String, String> optionsMissing(String table, Map<String, String> options) {
        if (options.isEmpty()) {
            return Map.of();
        }
        String statement = statementOf(table);
        Set<String> given = new HashSet<>();
        Matcher option = OPTION.matcher(statement.substring(statement.lastIndexOf("\n)") + 1));
        while (option.find()) {
            given.add(option.group(1).toLowerCase(Locale.ROOT));
        }
        Map<String, String> missing = new LinkedHashMap<>(options);
        missing.keySet().removeAll(given);
        return missing;
    }

    private static boolean isBigint(TableSchema table, String column) {
        return ManticoreType.BIGINT.equals(table.columns().get(column));
    }

    /** Runs a statement and returns the table afterwards; another task may have made the change. */
    private TableSchema change(String table, String statement, Predicate<TableSchema> done) {
        requireWritable(statement);
        Optional<StatementRefusedException> refusal = Optional.empty();
        try {
            client.sql(statement);
        } catch (StatementRefusedException e) {
            refusal = Optional.of(e);
        }
        Optional<TableSchema> after = find(table).filter(done);
        if (after.isPresent()) {
            refusals.remove(statement);
            return after.get();
        }
        throw refusal.map(cause -> refused(table, statement, cause))
                .orElseGet(() -> new IndexUnavailableException(
                        "The effect of '" + statement + "' was undone or is not visible yet"));
    }

    /**
     * With a full disk ALTER loses documents, or the whole table with the next restart; with a read-only one it ends the
     * server.
     */
    private void requireWritable(String statement) {
        if (statement.startsWith("ALTER")) {
            new Tombstones(client, this, Clock.systemUTC()).create();
            if (!new Refusals(client).canWriteMuch() || !canCreate()) {
                throw new IndexUnavailableException("Manticore accepts no writes, so '" + statement + "' has to wait");
            }
        }
    }

    /** A server whose data directory is read-only still writes documents, to a binlog that is open. */
    private boolean canCreate() {
        String probe = "millrace_probe_"
                + Integer.toHexString(ThreadLocalRandom.current().nextInt());
        try {
            client.sql("CREATE TABLE " + probe + " (x uint)");
            client.sql("DROP TABLE " + probe);
            return true;
        } catch (StatementRefusedException e) {
            return false;
        }
    }

    private RuntimeException refused(String table, String statement, StatementRefusedException e) {
        String refusal = "Manticore refuses '" + statement + "': " + e.getMessage();
        boolean outage = Refusals.isOutage(String.valueOf(e.getMessage()));
        if (!outage && client.healthy() && refusals.merge(statement, 1, Integer::sum) >= REFUSALS_BELIEVED) {
            return new TableFaultException(
                    table, refusal + ". Correct the mapping of the table, or make the change in Manticore yourself", e);
        }
        return new IndexUnavailableException(refusal, e);
    }

    private boolean exists(String table) {
        // An underscore in the pattern stands for any character.
        for (JsonNode row :
                VersionQueries.sql(client, "SHOW TABLES LIKE '" + table + "'").path("data")) {
            if (row.path("Table").asText().equals(table)) {
                String type = row.path("Type").asText();
                if (!type.equals("rt")) {
                    throw new TableFaultException(
                            table,
                            "Table " + table + " in Manticore is of type " + type
                                    + " and cannot be written to; map the source table to another one");
                }
                return true;
            }
        }
        return false;
    }

    private String statementOf(String table) {
        return VersionQueries.sql(client, "SHOW CREATE TABLE " + table)
                .path("data")
                .path(0)
                .path("Create Table")
                .asText();
    }

    private Map<String, Integer> dimensions(String table) {
        Map<String, Integer> dimensions = new HashMap<>();
        Matcher matcher = DIMENSIONS.matcher(statementOf(table));
        while (matcher.find()) {
            dimensions.put(matcher.group(1), Integer.valueOf(matcher.group(2)));
        }
        return dimensions;
    }

    private static String declaration(String column, ManticoreType type) {
        // Many ordinary words are reserved.
        return '`' + column + "` " + type.declaration();
    }
}
