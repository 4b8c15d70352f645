package io.millrace.command.doctor;

import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Checks the captured tables for what the binlog does not tell, or tells otherwise than a snapshot. */
final class TableChecks {
    private static final int NAMED = 5;
    private static final String OWN = " NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema')";

    private final SqlQueries mysql;
    private final DebeziumSettings source;
    private final Diagnosis.Findings findings;

    TableChecks(SqlQueries mysql, DebeziumSettings source, Diagnosis.Findings findings) {
        this.mysql = mysql;
        this.source = source;
        this.findings = findings;
    }

    /** The captured tables that exist. */
    SortedSet<DatabaseTable> captured() throws SQLException {
        return tables("SELECT table_schema AS db, table_name AS name FROM information_schema.tables"
                + " WHERE table_type = 'BASE TABLE' AND table_schema" + OWN);
    }

    void run(MySqlFacts server, SortedSet<DatabaseTable> captured) throws SQLException {
        if (captured.isEmpty()) {
            findings.error(
                    "no-tables",
                    "No table matches database.include.list and table.include.list, or the user may see none",
                    "Nothing is captured",
                    "Correct the lists, or GRANT SELECT ON *.* to the source's user");
        }
        keys(captured);
        floatKeys();
        bitKeys();
        textKeys();
        cascades(server);
        partitions();
        labels();
        alphabets();
        latin1();
        events();
    }

    private void keys(Set<DatabaseTable> captured) throws SQLException {
        Set<DatabaseTable> keyless = new TreeSet<>(captured);
        keyless.removeAll(tables("SELECT table_schema AS db, table_name AS name FROM information_schema.statistics"
                + " WHERE non_unique = 0 AND table_schema" + OWN
                + " GROUP BY table_schema, table_name, index_name HAVING SUM(nullable = 'YES') = 0"));
        if (!source.setting("message.key.columns").isEmpty()) {
            // The setting gives tables keys of their own; it is not followed here.
            return;
        }
        if (!keyless.isEmpty()) {
            findings.error(
                    "no-key",
                    count(keyless) + " without a primary key: " + names(keyless),
                    "A row that cannot be identified cannot be updated or deleted in the index: its events become dead"
                            + " letters",
                    "ALTER TABLE " + keyless.iterator().next()
                            + " ADD PRIMARY KEY (…); or name columns in message.key.columns; or exclude the table");
        }
    }

    private void floatKeys() throws SQLException {
        Set<String> columns = columns("data_type = 'float' AND column_key = 'PRI'");
        if (!columns.isEmpty()) {
            findings.warning(
                    "float-key",
                    "Primary keys with a FLOAT: " + names(columns),
                    "A snapshot has the six digits of a FLOAT that MySQL prints, so rows are told apart by these alone: rows"
                            + " whose keys differ in further digits share a document",
                    "ALTER TABLE … MODIFY the column to DOUBLE or DECIMAL, and read the table again");
        }
    }

    private void bitKeys() throws SQLException {
        Set<String> columns = columns("data_type = 'bit' AND numeric_precision > 8 AND column_key = 'PRI'");
        if (!columns.isEmpty()) {
            findings.warning(
                    "bit-key",
                    "Primary keys with a BIT of more than 8 bits: " + names(columns),
                    "From a snapshot, Debezium delivers their bytes in reverse, so that a row of it has another id and value"
                            + " in the index, and gets a second document with its first update",
                    "ALTER TABLE … MODIFY the column to BIGINT UNSIGNED, and rebuild the table");
        }
    }

    private void textKeys() throws SQLException {
        Set<String> columns = columns("column_key = 'PRI' AND character_set_name"
                + " IN ('cp866', 'eucjpms', 'greek', 'hebrew', 'sjis', 'ujis')");
        if (!columns.isEmpty()) {
            findings.note(
                    "text-key",
                    "Primary keys with a character set of which Debezium reads some letters otherwise than MySQL: "
                            + names(columns),
                    "A row whose key has such a letter (docs/limits.md names them) gets a second document with its first"
                            + " update, and a delete leaves one of them",
                    "ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4, and read the tables again");
        }
    }

    private void cascades(MySqlFacts server) throws SQLException {
        // Since 9.6 the server itself carries them out and logs them, unless it is told to leave them to InnoDB.
        if (!Versions.isBefore(server.version(), 9, 6) && !server.isOn("innodb_native_foreign_keys")) {
            return;
        }
        Set<DatabaseTable> children = tables("SELECT DISTINCT constraint_schema AS db, table_name AS name"
                + " FROM information_schema.referential_constraints WHERE delete_rule IN ('CASCADE', 'SET NULL')"
                + " OR update_rule IN ('CASCADE', 'SET NULL')");
        if (!children.isEmpty()) {
            findings.warning(
                    "cascade",
                    count(children) + " with a cascading foreign key: " + names(children),
                    "Rows that InnoDB deletes or changes because of another row are not in the binlog of MySQL before 9.6:"
                            + " they stay in the index as they were",
                    "Change the rows of these tables in the application, or upgrade to MySQL 9.6");
        }
    }

    private void partitions() throws SQLException {
        Set<DatabaseTable> partitioned = tables("SELECT DISTINCT table_schema AS db, table_name AS name"
                + " FROM information_schema.partitions WHERE partition_name IS NOT NULL AND table_schema" + OWN);
        if (!partitioned.isEmpty()) {
            findings.warning(
                    "partitioned",
                    count(partitioned) + " with partitions: " + names(partitioned),
                    "ALTER TABLE … DROP, TRUNCATE, EXCHANGE or REORGANIZE PARTITION removes and adds rows of which the"
                            + " binlog says nothing: they stay in the index, or are missing in it",
                    "DELETE the rows of a partition before you drop it, or read the table again afterwards");
        }
    }

    private void labels() throws SQLException {
        Set<String> columns = columns("data_type IN ('enum', 'set') AND column_type LIKE '%\\\\\\\\%'");
        if (!columns.isEmpty()) {
            findings.note(
                    "enum-label",
                    "ENUM or SET labels with a backslash: " + names(columns),
                    "If the column was declared in sql_mode=NO_BACKSLASH_ESCAPES, the binlog's label is another one than the"
                            + " snapshot's: there the backslash is taken for an escape",
                    "Declare the labels in the usual sql_mode, or without backslashes");
        }
    }

    private void alphabets() throws SQLException {
        Set<String> columns =
                columns("character_set_name IN ('armscii8', 'dec8', 'geostd8', 'hp8', 'keybcs2', 'koi8u', 'swe7')");
        if (!columns.isEmpty()) {
            findings.warning(
                    "character-set",
                    "Columns with a character set that Debezium takes for another: " + names(columns),
                    "What is read from the binlog has other letters, so that a row changes with any update, and gets a"
                            + " second document if they are in its key",
                    "ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4, and read the tables again");
        }
    }

    private void latin1() throws SQLException {
        Set<String> columns = columns("character_set_name = 'latin1'");
        if (!columns.isEmpty()) {
            findings.note(
                    "latin1",
                    "Columns with character set latin1: " + names(columns),
                    "The bytes 81, 8D, 8F, 90 and 9D, which no character of Windows-1252 has, become U+FFFD when they"
                            + " are read from the binlog",
                    "ALTER TABLE … CONVERT TO CHARACTER SET utf8mb4, if such bytes can occur");
        }
    }

    private void events() throws SQLException {
        Set<String> events = new TreeSet<>();
        for (Map<String, String> event :
                mysql.rows("SELECT event_schema AS db, event_name AS name, event_definition AS body"
                        + " FROM information_schema.events WHERE status = 'ENABLED'")) {
            String body = event.getOrDefault("body", "").toUpperCase(Locale.ROOT);
            if (body.matches("(?s).*(\\bPARTITION\\b|SQL_LOG_BIN|RENAME\\s+TABLE|DROP\\s+TABLE|BINLOG_FORMAT).*")
                    && source.capturesDatabase(event.getOrDefault("db", ""))) {
                events.add(event.get("db") + "." + event.get("name"));
            }
        }
        if (!events.isEmpty()) {
            findings.warning(
                    "event-scheduler",
                    "Scheduled events of MySQL change tables past the binlog: " + names(events),
                    "They drop or exchange partitions or tables, or keep statements out of the binlog; the index keeps"
                            + " the rows",
                    "Let the events DELETE the rows, or read the tables again after each run");
        }
    }

    private SortedSet<DatabaseTable> tables(String query) throws SQLException {
        SortedSet<DatabaseTable> tables = new TreeSet<>();
        for (Map<String, String> row : mysql.rows(query)) {
            DatabaseTable table = new DatabaseTable(row.getOrDefault("db", ""), row.getOrDefault("name", ""));
            if (source.captures(table)) {
                tables.add(table);
            }
        }
        return tables;
    }

    private Set<String> columns(String condition) throws SQLException {
        Set<String> columns = new TreeSet<>();
        for (Map<String, String> row : mysql.rows("SELECT table_schema AS db, table_name AS name, column_name AS col"
                + " FROM information_schema.columns WHERE table_schema" + OWN + " AND " + condition)) {
            DatabaseTable table = new DatabaseTable(row.getOrDefault("db", ""), row.getOrDefault("name", ""));
            if (source.captures(table)) {
                columns.add(table + "." + row.getOrDefault("col", ""));
            }
        }
        return columns;
    }

    private static String count(Collection<?> tables) {
        return tables.size() == 1 ? "1 table" : tables.size() + " tables";
    }

    /** The first few, and how many more there are. */
    static String names(Collection<?> all) {
        String first = all.stream().limit(NAMED).map(Object::toString).collect(Collectors.joining(", "));
        return all.size() > NAMED ? first + " and " + (all.size() - NAMED) + " more" : first;
    }
}
