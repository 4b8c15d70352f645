package io.millrace.benchmark.audit;

import io.millrace.audit.source.DebeziumSource;
import io.millrace.audit.source.SourceRows;
import io.millrace.event.ChangeEvent;
import io.millrace.local.ManticoreHttp;
import io.millrace.local.MySqlAddress;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.index.TableCatalog;
import io.millrace.manticore.mapping.EventMapper;
import io.millrace.manticore.mapping.EveryTable;
import io.millrace.manticore.mapping.MappedEvent;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.MySqlLogin;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.List;
import java.util.Map;

/** A table of three columns in MySQL, and its index with the documents that the sink would have written. */
record NarrowTable(MySqlAddress mysql, String manticore, String name) {
    static final String DATABASE = "bench";

    /** The source connector's topic prefix. */
    static final String SOURCE = "bench";

    private static final int ROWS_AT_ONCE = 5_000;

    void create(int rows) throws SQLException, IOException {
        try (Connection connection = DriverManager.getConnection(mysql.jdbcUrl(""));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE IF NOT EXISTS " + DATABASE);
            statement.execute("DROP TABLE IF EXISTS bench." + name);
            statement.execute("CREATE TABLE bench." + name
                    + " (id INT PRIMARY KEY, sku VARCHAR(20) NOT NULL, quantity INT NOT NULL)");
            statement.execute("SET SESSION cte_max_recursion_depth = " + rows);
            statement.execute("INSERT INTO bench." + name
                    + " WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + rows
                    + ") SELECT i, CONCAT('sku-', i), i * 37 MOD 1000 FROM n");
        }
        drop();
        index();
    }

    DebeziumSource source() {
        return new DebeziumSource(
                Map.of(
                        "topic.prefix", SOURCE,
                        "database.include.list", DATABASE,
                        "decimal.handling.mode", "precise",
                        "bigint.unsigned.handling.mode", "precise",
                        "column.propagate.source.type", ".*",
                        "event.converting.failure.handling.mode", "fail"),
                new MySqlLogin(mysql.host(), mysql.port(), mysql.user(), mysql.password()));
    }

    SourceRows rows() {
        return source().rows(new DatabaseTable(DATABASE, name));
    }

    static MappingRules rules() {
        return MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT);
    }

    ManticoreClient client() {
        return new ManticoreClient(ManticoreSettings.of(URI.create(manticore)));
    }

    private void index() throws SQLException, IOException {
        String subject = "cdc." + SOURCE + '.' + DATABASE + '.' + name + ".0";
        long number = 0;
        try (ManticoreClient client = client();
                SourceRows rows = rows()) {
            EventMapper mapper =
                    new EventMapper(rules(), new TableCatalog(client), new EveryTable(), Clock.systemUTC());
            for (List<ChangeEvent> chunk = rows.next(ROWS_AT_ONCE); !chunk.isEmpty(); chunk = rows.next(ROWS_AT_ONCE)) {
                ByteArrayOutputStream body = new ByteArrayOutputStream();
                for (ChangeEvent event : chunk) {
                    number++;
                    byte[] stored = event.toBuilder().setId(number).build().toByteArray();
                    MappedEvent.Fit mapped = (MappedEvent.Fit) mapper.map(subject, stored, number, 0);
                    body.writeBytes(((RowChange.Replace) mapped.change()).line());
                }
                post(body.toString(StandardCharsets.UTF_8));
            }
        }
    }

    private void post(String lines) throws IOException {
        ManticoreHttp.Answer answer = new ManticoreHttp(manticore).post("/bulk", "application/x-ndjson", lines);
        if (answer.status() != 200 || !answer.body().contains("\"errors\":false")) {
            throw new IllegalStateException("Manticore answered " + answer);
        }
    }

    /** Leaves nothing in a Manticore that was given. */
    void drop() throws IOException {
        new ManticoreHttp(manticore).sql("DROP TABLE IF EXISTS " + name);
    }
}
