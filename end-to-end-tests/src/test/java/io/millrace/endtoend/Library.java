package io.millrace.endtoend;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.publisher.Change;
import io.millrace.publisher.ChangeEventPublisher;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;

/** Tables in Cassandra, and an application that changes them and publishes its changes. */
final class Library {
    static final String KEYSPACE = "catalogue";

    /** Every table gets this number of rows. One table is keyed by a number, one by text, one by both. */
    static final List<String> TABLES = List.of("books", "authors", "loans");

    /** {@link #fillExpiring} makes it. */
    static final String EXPIRING = "reservations";

    private static final int UNDER_WAY = 256;
    private static final int SHELVES = 97;

    private final CqlSession session;
    private final Random random;

    Library(CqlSession session, long seed) {
        this.session = session;
        random = new Random(seed);
    }

    void create() {
        session.execute("CREATE KEYSPACE " + KEYSPACE
                + " WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
        session.execute("CREATE TABLE catalogue.books (id bigint PRIMARY KEY, v bigint)");
        session.execute("CREATE TABLE catalogue.authors (name text PRIMARY KEY, v bigint)");
        session.execute("CREATE TABLE catalogue.loans (shelf text, number int, v bigint, PRIMARY KEY (shelf, number))");
    }

    void fill(int rowsPerTable) throws InterruptedException {
        Semaphore room = new Semaphore(UNDER_WAY);
        for (String table : TABLES) {
            PreparedStatement insert = session.prepare(insert(table));
            for (int i = 1; i <= rowsPerTable; i++) {
                room.acquire();
                session.executeAsync(write(table, insert, i, 0)).whenComplete((done, failed) -> room.release());
            }
        }
        room.acquire(UNDER_WAY);
    }

    /** Rows of a table of their own, which Cassandra drops after a while. */
    void fillExpiring(int rows, Duration timeToLive) {
        session.execute("CREATE TABLE catalogue." + EXPIRING + " (id bigint PRIMARY KEY, v bigint)");
        for (long i = 1; i <= rows; i++) {
            session.execute("INSERT INTO catalogue." + EXPIRING + " (id, v) VALUES (" + i + ", 0) USING TTL "
                    + timeToLive.toSeconds());
        }
    }

    /** Changes, inserts and deletes rows, and publishes each change after Cassandra has it. */
    void change(ChangeEventPublisher publisher, int changes, int rowsPerTable) throws Exception {
        for (int n = 1; n <= changes; n++) {
            String table = TABLES.get(random.nextInt(TABLES.size()));
            // Also ids beyond the initial rows, a tenth more.
            int i = 1 + random.nextInt(rowsPerTable + rowsPerTable / 10);
            if (random.nextInt(4) == 0) {
                delete(table, i);
                publisher.publish(Change.delete(KEYSPACE, table, key(table, i)));
            } else {
                write(table, i, n);
                publish(publisher, table, i, n);
            }
        }
        publisher.flush(Duration.ofMinutes(5));
    }

    /** Without publishing it. */
    void write(String table, int i, long v) {
        session.execute(write(table, session.prepare(insert(table)), i, v));
    }

    void publish(ChangeEventPublisher publisher, String table, int i, long v) throws Exception {
        Row key = key(table, i);
        Row row = key.toBuilder()
                .addAllColumns(RowBuilder.of().int64("v", v).build().getColumnsList())
                .build();
        publisher.publish(Change.update(KEYSPACE, table, key, row));
    }

    /** Without publishing it. */
    void delete(String table, int i) {
        session.execute(deletion(table, i));
    }

    /** Cassandra's rows: the value by key, both as text. */
    Map<String, Long> rows(String table) {
        Map<String, Long> rows = new TreeMap<>();
        session.execute("SELECT * FROM catalogue." + table).forEach(row -> {
            String key = switch (table) {
                case "books", EXPIRING -> Long.toString(row.getLong("id"));
                case "authors" -> String.valueOf(row.getString("name"));
                default -> row.getString("shelf") + "/" + row.getInt("number");
            };
            rows.put(key, row.getLong("v"));
        });
        return rows;
    }

    private static String insert(String table) {
        return switch (table) {
            case "books" -> "INSERT INTO catalogue.books (id, v) VALUES (?, ?)";
            case "authors" -> "INSERT INTO catalogue.authors (name, v) VALUES (?, ?)";
            default -> "INSERT INTO catalogue.loans (shelf, number, v) VALUES (?, ?, ?)";
        };
    }

    private static BoundStatement write(String table, PreparedStatement insert, int i, long v) {
        return switch (table) {
            case "books" -> insert.bind((long) i, v);
            case "authors" -> insert.bind("author " + i, v);
            default -> insert.bind("shelf " + i % SHELVES, i, v);
        };
    }

    private BoundStatement deletion(String table, int i) {
        return switch (table) {
            case "books" ->
                session.prepare("DELETE FROM catalogue.books WHERE id = ?").bind((long) i);
            case "authors" ->
                session.prepare("DELETE FROM catalogue.authors WHERE name = ?").bind("author " + i);
            default ->
                session.prepare("DELETE FROM catalogue.loans WHERE shelf = ? AND number = ?")
                        .bind("shelf " + i % SHELVES, i);
        };
    }

    static Row key(String table, int i) {
        return switch (table) {
            case "books" -> RowBuilder.of().int64("id", i).build();
            case "authors" -> RowBuilder.of().string("name", "author " + i).build();
            default ->
                RowBuilder.of()
                        .string("shelf", "shelf " + i % SHELVES)
                        .int32("number", i)
                        .build();
        };
    }
}
