package io.millrace.endtoend;

import static org.awaitility.Awaitility.await;

import io.millrace.comparison.MySqlSessions;
import io.millrace.fault.workload.SampleWords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;

/**
 * A seeded history of a small shop: inserts, updates, deletes, replaced rows, changed keys, rows that are inserted and deleted in
 * one transaction, and transactions that are rolled back.
 */
final class Workload {
    static final String CUSTOMERS = "e2e_customers";

    /** Names that no other table of an external Manticore has. */
    static final List<String> TABLES = List.of(CUSTOMERS, "e2e_products", "e2e_order_lines");

    private final MySqlSessions sessions;
    private final Random random;
    private final List<Long> customers = new ArrayList<>();
    private final List<String> products = new ArrayList<>();
    private long nextCustomer = 1;
    private int nextProduct = 1;
    private Connection connection;

    Workload(MySqlSessions sessions, long seed) throws SQLException {
        this.sessions = sessions;
        this.connection = sessions.open();
        this.random = new Random(seed);
    }

    void createTables() throws SQLException, IOException {
        try (InputStream script = Objects.requireNonNull(Workload.class.getResourceAsStream("/workload.sql"));
                Statement statement = connection.createStatement()) {
            for (String part : new String(script.readAllBytes(), StandardCharsets.UTF_8).split(";\\s*\n")) {
                if (!part.isBlank()) {
                    statement.execute(part);
                }
            }
        }
    }

    /** Inserts the rows that exist before the pipeline starts. */
    void fillCustomers(int rows) throws SQLException {
        connection.setAutoCommit(false);
        for (int i = 0; i < rows; i++) {
            insertCustomer();
            if (i % 1000 == 999) {
                connection.commit();
            }
        }
        connection.commit();
    }

    /**
     * Runs at least {@code changes} row changes in transactions of 1 to 20; every tenth transaction is rolled back. A
     * transaction that an outage of the server interrupts is not counted, whether or not it was committed.
     */
    void run(int changes) throws SQLException {
        for (int done = 0; done < changes; ) {
            int size = 1 + random.nextInt(20);
            try {
                connection.setAutoCommit(false);
                done += transaction(size) ? size : 0;
            } catch (SQLRecoverableException | SQLTransientConnectionException | SQLNonTransientConnectionException e) {
                reconnect();
            }
        }
    }

    private boolean transaction(int size) throws SQLException {
        List<Long> customersBefore = new ArrayList<>(customers);
        List<String> productsBefore = new ArrayList<>(products);
        for (int i = 0; i < size; i++) {
            change();
        }
        if (random.nextInt(10) > 0) {
            connection.commit();
            return true;
        }
        connection.rollback();
        restore(customers, customersBefore);
        restore(products, productsBefore);
        return false;
    }

    private void reconnect() {
        await().atMost(Duration.ofMinutes(5)).ignoreExceptions().until(() -> {
            connection = sessions.open();
            restore(customers, column("SELECT id FROM e2e_customers", row -> row.getLong(1)));
            restore(products, column("SELECT sku FROM e2e_products", row -> row.getString(1)));
            return true;
        });
    }

    private interface Reading<T> {
        T of(ResultSet row) throws SQLException;
    }

    private <T> List<T> column(String query, Reading<T> reading) throws SQLException {
        List<T> values = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            while (rows.next()) {
                values.add(reading.of(rows));
            }
        }
        return values;
    }

    private static <T> void restore(List<T> list, List<T> content) {
        list.clear();
        list.addAll(content);
    }

    private void change() throws SQLException {
        switch (random.nextInt(12)) {
            case 0, 1, 2 -> insertCustomer();
            case 3, 4, 5 -> updateCustomer();
            case 6 -> deleteCustomer();
            case 7 -> putProduct();
            case 8 -> renameProduct();
            case 9 -> deleteProduct();
            case 10 -> putOrderLine();
            default -> deleteOrderLine();
        }
    }

    private void insertCustomer() throws SQLException {
        boolean replaces = random.nextInt(50) == 0 && !customers.isEmpty();
        long id = replaces ? customers.get(random.nextInt(customers.size())) : nextCustomer++;
        execute(
                "REPLACE INTO e2e_customers VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                id,
                "c" + id + "@example.org",
                maybe("Zoë Müller " + random.nextInt(100)),
                List.of("new", "active", "dormant").get(random.nextInt(3)),
                random.nextLong(-10_000_000_000L, 10_000_000_000L) + "."
                        + String.format("%04d", random.nextInt(10_000)),
                maybe(random.nextInt(-800, 800) / 8f),
                random.nextInt(-128, 128),
                maybe("19%d-0%d-1%d".formatted(70 + random.nextInt(30), 1 + random.nextInt(9), random.nextInt(10))),
                maybe("20%02d-12-31 23:59:%02d.%03d"
                        .formatted(random.nextInt(38), random.nextInt(60), random.nextInt(1000))),
                maybe("2024-02-29 12:00:%02d.%06d".formatted(random.nextInt(60), random.nextInt(1_000_000))),
                random.nextLong(1L << 32),
                random.nextInt(),
                maybe("{\"theme\":\"%s\",\"sizes\":[1,2.5,null],\"n\":%d}"
                        .formatted(random.nextInt(), random.nextLong())),
                maybe(text(30)));
        if (!replaces) {
            customers.add(id);
        }
    }

    private void updateCustomer() throws SQLException {
        if (!customers.isEmpty()) {
            execute(
                    "UPDATE e2e_customers SET visits = ?, debt = ?, balance = balance / 2, notes = ? WHERE id = ?",
                    random.nextLong(1L << 32),
                    random.nextInt(),
                    maybe(text(5)),
                    customers.get(random.nextInt(customers.size())));
        }
    }

    private void deleteCustomer() throws SQLException {
        if (!customers.isEmpty()) {
            execute("DELETE FROM e2e_customers WHERE id = ?", take(customers));
        }
    }

    private void putProduct() throws SQLException {
        String sku = "sku-" + (random.nextBoolean() ? nextProduct++ : 1 + random.nextInt(nextProduct));
        execute(
                "REPLACE INTO e2e_products VALUES (?,?,?,?,?,?,?)",
                sku,
                text(4),
                maybe(text(80)),
                random.nextInt(10_000) + "." + String.format("%02d", random.nextInt(100)),
                maybe(random.nextGaussian()),
                random.nextInt(-8_388_608, 8_388_607),
                maybe(1901 + random.nextInt(255)));
        if (!products.contains(sku)) {
            products.add(sku);
        }
    }

    private void renameProduct() throws SQLException {
        if (!products.isEmpty()) {
            String sku = take(products);
            String renamed = "renamed-" + nextProduct++;
            execute("UPDATE e2e_products SET sku = ? WHERE sku = ?", renamed, sku);
            products.add(renamed);
        }
    }

    private void deleteProduct() throws SQLException {
        if (!products.isEmpty()) {
            execute("DELETE FROM e2e_products WHERE sku = ?", take(products));
        }
    }

    private void putOrderLine() throws SQLException {
        execute(
                "INSERT INTO e2e_order_lines VALUES (?,?,?,?,?) ON DUPLICATE KEY UPDATE quantity = quantity + 1, note = NULL",
                Long.MAX_VALUE - random.nextInt(300),
                random.nextInt(65_536) % 5,
                "sku-" + random.nextInt(50),
                random.nextInt(1000),
                maybe(text(6)));
    }

    private void deleteOrderLine() throws SQLException {
        execute(
                "DELETE FROM e2e_order_lines WHERE order_id = ? AND line_no = ?",
                Long.MAX_VALUE - random.nextInt(300),
                random.nextInt(5));
    }

    private <T> T take(List<T> list) {
        int index = random.nextInt(list.size());
        T last = list.remove(list.size() - 1);
        return index == list.size() ? last : list.set(index, last);
    }

    /** A value, or NULL one time in eight. */
    private Object maybe(Object value) {
        return random.nextInt(8) == 0 ? Null.NULL : value;
    }

    private String text(int words) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < words; i++) {
            text.append(i == 0 ? "" : " ").append(SampleWords.ALL.get(random.nextInt(SampleWords.ALL.size())));
        }
        return text.toString();
    }

    private void execute(String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i] == Null.NULL ? null : values[i]);
            }
            statement.executeUpdate();
        }
    }

    private enum Null {
        NULL
    }
}
