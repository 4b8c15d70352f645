package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.audit.AuditListener;
import io.millrace.audit.AuditedPipeline;
import io.millrace.audit.Difference;
import io.millrace.audit.TableReport;
import io.millrace.command.service.PipelineServers;
import io.millrace.command.service.ServiceAddresses;
import io.millrace.event.CanonicalKey;
import io.millrace.event.SourceTable;
import io.millrace.local.ManticoreHttp;
import io.millrace.pace.RateLimit;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import picocli.CommandLine;

/** The audit of a running pipeline: what is under way is no difference, and what is different is found. */
@TestMethodOrder(OrderAnnotation.class)
class TableAuditIT {
    private static final long SEED = System.nanoTime();
    private static final int PASSES = 30;
    /** So that a slow pipeline does not fall further behind from pass to pass. */
    private static final int CHANGES_A_PASS = 2_000;

    private static final int DIFFERENCES = 500;
    private static final String PRODUCTS = "e2e_products";
    private static final String LINES = "e2e_order_lines";

    private static final Random RANDOM = new Random(SEED);

    private static Pipeline pipeline;
    private static Workload workload;
    private static AuditedPipeline audited;

    /** What is planted, or found: kind, table, and key or document. */
    private static final Map<String, String> PLANTED = new TreeMap<>();

    @BeforeAll
    static void start() throws Exception {
        System.out.println("TableAuditIT: seed " + SEED);
        pipeline = Pipeline.start(Path.of("target", "audit"));
        pipeline.dropFromAGivenManticore(Workload.TABLES);
        workload = new Workload(pipeline::mysql, SEED);
        workload.createTables();
        workload.fillCustomers(2_000);
        pipeline.register("mysql-source", Pipeline.settings("mysql-source"));
        pipeline.register("nats-bridge", Pipeline.settings("nats-bridge"));
        Map<String, String> sink = Pipeline.settings("manticore-sink");
        // Each pass waits several times for what the sink has acknowledged.
        sink.put("ack.delay.ms", "200");
        pipeline.register("manticore-sink", sink);
        pipeline.awaitEqual(Workload.CUSTOMERS);
        audited = new PipelineServers(CommandLine.populateCommand(
                        new ServiceAddresses(),
                        "--connect-url=" + pipeline.endpoints().connectUrl(),
                        "--mysql-url=" + pipeline.endpoints().mysql().url()))
                .audited();
    }

    @AfterAll
    static void stop() throws SQLException {
        if (audited != null) {
            audited.close();
        }
        if (pipeline != null) {
            pipeline.close();
            pipeline.dropFromAGivenManticore(Workload.TABLES);
        }
    }

    @Order(1)
    @Test
    void whatIsUnderWayIsNoDifference() throws Exception {
        AtomicBoolean ended = new AtomicBoolean();
        Semaphore changes = new Semaphore(0);
        CompletableFuture<Integer> writer = CompletableFuture.supplyAsync(() -> write(changes, ended));
        List<String> reports = new ArrayList<>();
        List<Difference> found = Collections.synchronizedList(new ArrayList<>());
        try {
            for (int pass = 0; pass < PASSES; pass++) {
                changes.release(CHANGES_A_PASS - changes.availablePermits());
                String table = Workload.TABLES.get(pass % Workload.TABLES.size());
                TableReport report = audit(table, found);
                assertThat(found).as("pass " + pass + ": " + report).isEmpty();
                assertThat(report.isEqual()).as("pass " + pass + ": " + report).isTrue();
                reports.add(table + " " + report.counts().rows() + " rows in "
                        + report.duration().toMillis() + " ms");
            }
        } finally {
            ended.set(true);
        }
        System.out.println("TableAuditIT: " + writer.join() + " changes during " + reports);
    }

    @Order(2)
    @Test
    void theCommandSaysThatAllIsEqual() throws Exception {
        pipeline.awaitEqual(Workload.TABLES);

        CommandProcess audit = audit();

        assertThat(audit.exitCode()).as(audit.output()).isZero();
        assertThat(audit.output()).contains("shop.e2e_customers", "equal", "3 of 3 tables are equal");
    }

    @Order(3)
    @Test
    void everyDifferenceIsFoundAndNoOther() throws Exception {
        plant();
        List<Difference> found = Collections.synchronizedList(new ArrayList<>());
        for (String table : Workload.TABLES) {
            audit(table, found);
        }

        assertThat(found).extracting(TableAuditIT::text).doesNotHaveDuplicates();
        assertThat(found.stream().map(TableAuditIT::text)).containsExactlyInAnyOrderElementsOf(PLANTED.values());
    }

    @Order(4)
    @Test
    void theCommandPrintsWhatDiffers() throws Exception {
        CommandProcess audit = audit();
        assertThat(audit.exitCode()).as(audit.output()).isEqualTo(1);
        // The writer may have emptied a table at last, in which nothing could be planted.
        assertThat(audit.output())
                .contains("missing", "extra", "and should be")
                .containsPattern("[0-2] of 3 tables are equal");
    }

    @Order(5)
    @Test
    void aWrongTableIsAWrongUse() throws Exception {
        CommandProcess audit = audit("shop.nosuch");

        assertThat(audit.exitCode()).isEqualTo(2);
        assertThat(audit.output()).contains("There is no table shop.nosuch", "shop.e2e_customers");
    }

    private static CommandProcess audit(String... options) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "audit",
                "--connect-url=" + pipeline.endpoints().connectUrl(),
                "--mysql-url=" + pipeline.endpoints().mysql().url()));
        all.addAll(List.of(options));
        return CommandProcess.run(Map.of(), all);
    }

    private static int write(Semaphore changes, AtomicBoolean ended) {
        int done = 0;
        try {
            while (!ended.get()) {
                if (changes.tryAcquire(100, 10, TimeUnit.MILLISECONDS)) {
                    workload.run(100);
                    done += 100;
                }
            }
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
        return done;
    }

    private static TableReport audit(String table, List<Difference> found) throws InterruptedException {
        return audited.audit().audit(new SourceTable("mysql", "shop", table), new RateLimit(0), new AuditListener() {
            @Override
            public void found(Difference difference) {
                found.add(difference);
            }
        });
    }

    private static String text(Difference difference) {
        return text(
                difference.getClass().getSimpleName(),
                difference.table().table(),
                difference instanceof Difference.Extra
                        ? Long.toString(difference.documentId())
                        : CanonicalKey.text(difference.key()));
    }

    private static String text(String kind, String table, String row) {
        return kind + " " + table + " " + row;
    }

    /** Changes rows that are left alone otherwise: in the index by hand, and in MySQL without the binlog. */
    private static void plant() throws Exception {
        ManticoreHttp manticore = new ManticoreHttp(pipeline.endpoints().manticoreUrl());
        List<String[]> rows = new ArrayList<>();
        for (String table : Workload.TABLES) {
            rows.addAll(documents(table));
        }
        Collections.shuffle(rows, RANDOM);
        try (Connection connection = pipeline.mysql();
                Statement mysql = connection.createStatement()) {
            mysql.execute("SET SESSION sql_log_bin = 0");
            for (int i = 0; i < DIFFERENCES; i++) {
                plant(rows.get(i), i, mysql, manticore);
            }
        }
        assertThat(PLANTED).hasSize(DIFFERENCES);
    }

    private static void plant(String[] row, int number, Statement mysql, ManticoreHttp manticore) throws Exception {
        String table = row[0];
        String id = row[1];
        String key = row[2];
        switch (RANDOM.nextInt(6)) {
            case 0 -> {
                sql(manticore, "DELETE FROM " + table + " WHERE id IN (" + id + ")");
                PLANTED.put(table + key, text("Missing", table, key));
            }
            case 1 -> {
                bulk(manticore, table, id, key, number);
                PLANTED.put(table + key, text("Different", table, key));
            }
            case 2 -> {
                String ghost = Long.toString(Long.MAX_VALUE / 4 + RANDOM.nextLong(Long.MAX_VALUE / 4));
                bulk(
                        manticore,
                        table,
                        ghost,
                        table.equals(Workload.CUSTOMERS) ? "" : "[\"ghost " + number + "\"]",
                        number);
                PLANTED.put(table + ghost, text("Extra", table, ghost));
            }
            case 3 -> {
                mysql.execute("DELETE FROM " + table + " WHERE " + where(table, key));
                PLANTED.put(table + key, text("Extra", table, id));
            }
            case 4 -> {
                mysql.execute("UPDATE " + table + " SET " + change(table, number) + " WHERE " + where(table, key));
                PLANTED.put(table + key, text("Different", table, key));
            }
            default -> {
                mysql.execute("INSERT INTO " + table + " " + insert(table, number));
                String added = added(table, number);
                PLANTED.put(table + added, text("Missing", table, added));
            }
        }
    }

    /** Table, document id and key of each row. */
    private static List<String[]> documents(String table) {
        boolean numbered = table.equals(Workload.CUSTOMERS);
        List<String[]> documents = new ArrayList<>();
        pipeline.manticore()
                .sql("SELECT id, row_key FROM " + table + " ORDER BY id ASC LIMIT 100000 OPTION max_matches=100000")
                .path("data")
                .forEach(row -> documents.add(new String[] {
                    table,
                    row.path("id").asText(),
                    numbered
                            ? "[" + row.path("id").asText() + "]"
                            : row.path("row_key").asText()
                }));
        return documents;
    }

    private static String where(String table, String key) {
        String[] values = key.substring(1, key.length() - 1).replace('"', '\'').split(",");
        return switch (table) {
            case PRODUCTS -> "sku = " + values[0];
            case LINES -> "order_id = " + values[0] + " AND line_no = " + values[1];
            default -> "id = " + values[0];
        };
    }

    private static String change(String table, int number) {
        return switch (table) {
            case PRODUCTS -> "title = 'planted " + number + "'";
            case LINES -> "quantity = " + (1_000_000 + number);
            default -> "notes = 'planted " + number + "'";
        };
    }

    private static String insert(String table, int number) {
        return switch (table) {
            case PRODUCTS -> "(sku, title, price) VALUES ('planted " + number + "', 'x', 1)";
            case LINES -> "VALUES (" + number + ", 1, 'x', 1, NULL)";
            default -> "(id, email) VALUES (" + (1L << 62) + " + " + number + ", 'x')";
        };
    }

    private static String added(String table, int number) {
        return switch (table) {
            case PRODUCTS -> "[\"planted " + number + "\"]";
            case LINES -> "[" + number + ",1]";
            default -> "[" + ((1L << 62) + number) + "]";
        };
    }

    private static void bulk(ManticoreHttp manticore, String table, String id, String key, int number)
            throws Exception {
        String column = switch (table) {
            case PRODUCTS -> "title";
            case LINES -> "note";
            default -> "notes";
        };
        String rowKey = key.isEmpty() || table.equals(Workload.CUSTOMERS)
                ? ""
                : ",\"row_key\":" + new ObjectMapper().writeValueAsString(key);
        String line = "{\"replace\":{\"table\":\"" + table + "\",\"id\":" + id + ",\"doc\":{\"" + column
                + "\":\"planted " + number + "\",\"event_id\":1" + rowKey + "}}}\n";
        ManticoreHttp.Answer answer = manticore.post("/bulk", "application/x-ndjson", line);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static void sql(ManticoreHttp manticore, String statement) throws Exception {
        ManticoreHttp.Answer answer = manticore.sql(statement);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
}
