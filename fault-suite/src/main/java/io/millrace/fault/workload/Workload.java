package io.millrace.fault.workload;

import io.millrace.comparison.MySqlSessions;
import io.millrace.fault.pipeline.Setup;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Seeded random transactions on tables of many shapes, by two sessions at once, in bursts and with pauses or at a steady rate,
 * until it is closed. The key of one table is altered, one gets rows that are never touched again, and another database has a
 * table of the same name. A server that goes away is waited for.
 */
public final class Workload implements AutoCloseable {
    /** The one that may be changed in the index by others than the sink. */
    public static final String HARMED_TABLE = "harmed";

    private static final int SESSIONS = 2;
    private static final int LONGEST_PAUSE_MS = 400;
    private static final int LONGEST_BURST = 60;

    private final RepeatedTasks sessions = new RepeatedTasks("workload");
    private final AtomicLong transactions = new AtomicLong();

    private final Writer last;

    private Workload(Writer last) {
        this.last = last;
    }

    /** Creates the tables with a row each, since a table that was always empty is not in the index. */
    public static List<String> createTables(MySqlSessions mysql, Setup setup) throws SQLException {
        List<TableShape> tables = new ArrayList<>(TableShapes.all(setup));
        if (setup.allTables()) {
            tables.add(AlteredTable.atFirst());
        }
        List<String> names = new ArrayList<>();
        try (Connection connection = mysql.open();
                Statement statement = connection.createStatement()) {
            for (TableShape table : tables) {
                statement.execute(table.create());
                Writer.putFirst(connection, table);
                names.add(table.name());
            }
            Journal.create(connection);
            names.add(Journal.TABLE);
        }
        return names;
    }

    /**
     * Tables that may be marked to be audited, and so need not equal the index before they are: those with a TRUNCATE, which
     * can meet a restart of the source, and the one that is altered, whose rows MySQL changes without events.
     */
    public static Set<String> doubtfulTables(Setup setup) {
        return Stream.concat(
                        Stream.of(AlteredTable.NAME),
                        TableShapes.all(setup).stream()
                                .filter(TableShape::truncated)
                                .map(TableShape::name))
                .collect(Collectors.toSet());
    }

    /** The tables must be in the index by now. */
    public static Workload start(MySqlSessions mysql, long seed, Setup setup) throws SQLException {
        TwinTable.create(mysql);
        List<TableShape> tables = TableShapes.all(setup);
        Random seeds = new Random(seed);
        Workload workload = new Workload(new Writer(mysql, tables, setup.allTables(), seed));
        for (int i = 0; i < SESSIONS; i++) {
            long each = seeds.nextLong();
            Writer writer = new Writer(mysql, tables, setup.allTables(), each);
            Pace pace = Pace.of(
                    setup.rate(), 1.0 / SESSIONS, Pace.bursts(new Random(each), LONGEST_BURST, LONGEST_PAUSE_MS));
            workload.sessions.add(() -> {
                workload.write(writer, pace);
                return null;
            });
        }
        workload.sessions.add(new KeyAlterations(mysql, seeds.nextLong())::alterOnce);
        workload.sessions.add(new TwinTable(mysql, seeds.nextLong())::writeOnce);
        workload.sessions.add(new Journal(mysql, seeds.nextLong(), setup.rate())::writeOnce);
        return workload;
    }

    private void write(Writer writer, Pace pace) throws SQLException, InterruptedException {
        writer.writeOnce();
        transactions.incrementAndGet();
        pace.await();
    }

    /** How many were written so far, with those that were rolled back or interrupted. */
    public long transactions() {
        return transactions.get();
    }

    /** Ends the last transactions, and has a TRUNCATE follow them; fails if a session did, other than because the server was away. */
    public void end() throws InterruptedException, SQLException {
        sessions.end();
        last.truncateLast();
    }

    @Override
    public void close() {
        sessions.close();
    }
}
