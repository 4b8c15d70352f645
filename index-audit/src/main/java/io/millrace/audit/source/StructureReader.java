package io.millrace.audit.source;

import io.debezium.config.CommonConnectorConfig;
import io.debezium.connector.binlog.charset.BinlogCharsetRegistry;
import io.debezium.connector.binlog.jdbc.BinlogConnectorConnection.DatabaseLocales;
import io.debezium.connector.binlog.jdbc.BinlogSystemVariables.BinlogScope;
import io.debezium.connector.mysql.MySqlConnectorConfig;
import io.debezium.connector.mysql.antlr.MySqlAntlrDdlParser;
import io.debezium.connector.mysql.antlr.MySqlPtAntlrDdlParser;
import io.debezium.connector.mysql.jdbc.MySqlConnection;
import io.debezium.connector.mysql.jdbc.MySqlDefaultValueConverter;
import io.debezium.connector.mysql.jdbc.MySqlValueConverters;
import io.debezium.converters.custom.CustomConverterServiceProvider;
import io.debezium.relational.Column;
import io.debezium.relational.CustomConverterRegistry;
import io.debezium.relational.Key;
import io.debezium.relational.Table;
import io.debezium.relational.TableId;
import io.debezium.relational.TableSchema;
import io.debezium.relational.TableSchemaBuilder;
import io.debezium.relational.Tables;
import io.debezium.relational.ddl.DdlParser;
import io.debezium.relational.mapping.ColumnMappers;
import java.sql.SQLException;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Reads how a table is declared in the same way as Debezium's snapshot: by its own parser, from what MySQL says about the
 * table. Not thread-safe.
 */
final class StructureReader {
    /** Changes with each row. */
    private static final Pattern COUNTER = Pattern.compile(" AUTO_INCREMENT=[0-9]+");

    private final MySqlConnectorConfig config;
    private final CustomConverterRegistry converters;
    private final TableSchemaBuilder schemas;

    StructureReader(MySqlConnectorConfig config) {
        this.config = config;
        config.getServiceRegistry().registerServiceProvider(new CustomConverterServiceProvider());
        converters = config.getServiceRegistry().getService(CustomConverterRegistry.class);
        MySqlValueConverters values = new MySqlValueConverters(
                config.getDecimalMode(),
                config.getTemporalPrecisionMode(),
                config.getBigIntUnsignedHandlingMode().asBigIntUnsignedMode(),
                config.binaryHandlingMode(),
                config.isTimeAdjustedEnabled() ? MySqlValueConverters::adjustTemporal : value -> value,
                config.getEventConvertingFailureHandlingMode(),
                config.getServiceRegistry());
        schemas = new TableSchemaBuilder(
                values,
                new MySqlDefaultValueConverter(values),
                config.schemaNameAdjuster(),
                converters,
                config.getSourceInfoStructMaker().schema(),
                config.getFieldNamer(),
                false,
                config.getEventConvertingFailureHandlingMode());
    }

    /** What MySQL says about the table now. The same text means the same structure. */
    static String declaration(MySqlConnection connection, TableId table) throws SQLException {
        return COUNTER.matcher(showCreate(connection, table)).replaceFirst("");
    }

    private static String showCreate(MySqlConnection connection, TableId table) throws SQLException {
        return connection.queryAndMap("SHOW CREATE TABLE " + connection.quotedTableIdString(table), found -> {
            found.next();
            return found.getString(2);
        });
    }

    TableStructure read(MySqlConnection connection, TableId id) throws SQLException {
        String ddl = showCreate(connection, id);
        Table table = parse(connection, id, ddl);
        List<Column> key = new Key.Builder(table)
                .customKeyMapper(config.getKeyMapper())
                .build()
                .keyColumns();
        if (key.isEmpty()) {
            throw new UnreadableSourceException(
                    "Table " + id + " has no primary key, so its rows are not in the index. Give"
                            + " it one, or name columns for it in the source connector's message.key.columns");
        }
        TableSchema schema = schemas.create(
                config.getTopicNamingStrategy(CommonConnectorConfig.TOPIC_NAMING_STRATEGY),
                table,
                config.getColumnFilter(),
                ColumnMappers.create(config),
                config.getKeyMapper());
        key.forEach(column -> {
            requireUnconverted(id, column);
            LookupKeys.requireExact(config, id, column);
        });
        IndexReader indexes = new IndexReader(connection.connection(), id);
        return new TableStructure(
                COUNTER.matcher(ddl).replaceFirst(""),
                table,
                schema,
                read(table),
                indexes.columns(key.stream().map(Column::name).toList()),
                indexes.walkKey());
    }

    private void requireUnconverted(TableId id, Column column) {
        if (converters.getValueConverter(id, column).isPresent()) {
            throw new UnreadableSourceException("The key column " + column.name() + " of table " + id
                    + " goes through one of the source connector's converters, so rows cannot be looked up by the keys that are"
                    + " in the index. Leave the column out of that converter's selection");
        }
    }

    /** Debezium reads all columns where it is to leave out all of them. */
    private List<Column> read(Table table) {
        TableId id = table.id();
        List<Column> read = table.columns().stream()
                .filter(column ->
                        config.getColumnFilter().matches(id.catalog(), id.schema(), id.table(), column.name()))
                .toList();
        return read.isEmpty() ? table.columns() : read;
    }

    private Table parse(MySqlConnection connection, TableId id, String ddl) {
        Tables tables = new Tables(connection.isTableIdCaseSensitive());
        DdlParser parser = parser();
        parser.setCurrentSchema("");
        parser.parse(connection.setStatementFor(connection.readCharsetSystemVariables()), tables);
        connection
                .readSqlModeSystemVariable()
                .forEach((name, value) -> parser.systemVariables().setVariable(BinlogScope.GLOBAL, name, value));
        parser.setCurrentSchema(id.catalog());
        parser.parse(createDatabase(connection, id.catalog()), tables);
        parser.parse(ddl, tables);
        Table table = tables.forTable(id);
        if (table == null) {
            throw new UnreadableSourceException("Debezium does not understand how table " + id
                    + " is declared, so its rows are not in the index: " + ddl);
        }
        return table;
    }

    private static String createDatabase(MySqlConnection connection, String database) {
        StringBuilder ddl = new StringBuilder("CREATE DATABASE ").append(connection.quoteIdentifier(database));
        DatabaseLocales locales = connection.readDatabaseCollations().get(database);
        if (locales != null) {
            locales.appendToDdlStatement(database, ddl);
        }
        return ddl.toString();
    }

    private DdlParser parser() {
        BinlogCharsetRegistry charsets = config.getServiceRegistry().getService(BinlogCharsetRegistry.class);
        boolean comments = config.isSchemaCommentsHistoryEnabled();
        return config.getDdlParserType() == MySqlConnectorConfig.DdlParserType.LEGACY
                ? new MySqlPtAntlrDdlParser(
                        true, false, comments, config.getTableFilters().dataCollectionFilter(), charsets)
                : new MySqlAntlrDdlParser(
                        true, false, comments, config.getTableFilters().dataCollectionFilter(), charsets);
    }
}
