package io.millrace.audit.source;

import io.debezium.connector.mysql.jdbc.MySqlConnection;
import io.debezium.relational.TableId;
import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Row;
import io.millrace.event.SourceTable;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Struct;

/** A table of MySQL. Each query is a consistent read of its own, which needs no lock of a row. */
final class MySqlRows implements SourceRows {
    /** What the events that one call returns may come to, unless a single one is larger. */
    private static final long MEMORY = 32L << 20;

    /** Before the size of the rows is known. */
    private static final int FIRST_CHUNK = 64;

    /** Keeps MySQL's range optimizer within its usual memory. */
    private static final int KEYS_AT_ONCE = 500;

    /** How often a table may be altered while a chunk is read. */
    private static final int ATTEMPTS = 10;

    private final SourceTable table;
    private final TableId id;
    private final TableSession session;
    private final StructureReader structures;
    private final EventMaker events;
    private Optional<TableStructure> known = Optional.empty();
    private String position = "";
    private int affordable = FIRST_CHUNK;

    /**
     * @param end the position of the last event
     * @param bytes the size of the events
     */
    private record Chunk(List<ChangeEvent> events, String end, long bytes) {}

    MySqlRows(SourceTable table, TableSession session, int maxEventBytes) {
        this.table = table;
        this.session = session;
        id = new TableId(table.database(), null, table.table());
        structures = new StructureReader(session.config());
        events = new EventMaker(session.config(), maxEventBytes);
    }

    @Override
    public SourceTable table() {
        return table;
    }

    @Override
    public boolean inKeyOrder() throws SQLException {
        return structure().isWalkedInKeyOrder();
    }

    @Override
    public String position() {
        return position;
    }

    @Override
    public boolean isPosition(String value) throws SQLException {
        return structure().walkKey().isPosition(value);
    }

    @Override
    public void seek(String value) {
        position = value;
    }

    @Override
    public List<ChangeEvent> next(int most) throws SQLException {
        String from = position;
        int limit = Math.min(most, affordable);
        Chunk chunk = read(structure -> structure.selectBehind(from, limit), MEMORY);
        if (!chunk.events().isEmpty()) {
            position = chunk.end();
            affordable = (int) Math.max(1, MEMORY * chunk.events().size() / chunk.bytes());
        }
        return chunk.events();
    }

    @Override
    public List<ChangeEvent> find(Collection<Row> keys) throws SQLException {
        return find(keys, TableStructure::select);
    }

    @Override
    public List<ChangeEvent> findAsInBinlog(Collection<Row> keys) throws SQLException {
        return structure().isReadInOneWay() ? List.of() : find(keys, TableStructure::selectAsInBinlog);
    }

    private List<ChangeEvent> find(Collection<Row> keys, Function<TableStructure, String> select) throws SQLException {
        List<Row> all = List.copyOf(keys);
        List<ChangeEvent> found = new ArrayList<>();
        for (int from = 0; from < all.size(); from += KEYS_AT_ONCE) {
            List<Row> some = all.subList(from, Math.min(all.size(), from + KEYS_AT_ONCE));
            Chunk chunk = read(structure -> select.apply(structure) + structure.where(some), Long.MAX_VALUE);
            TableStructure structure = structure();
            // MySQL takes keys for equal that are not, such as a and A.
            Set<String> wanted = some.stream().map(structure::canonical).collect(Collectors.toSet());
            chunk.events().stream()
                    .filter(event -> wanted.contains(CanonicalKey.text(event.getKey())))
                    .forEach(found::add);
        }
        return found;
    }

    @Override
    public Optional<String> condition(Collection<Row> keys) throws SQLException {
        TableStructure structure = structure();
        return structure.hasKeyOfAnyZone() ? Optional.of(structure.condition(keys)) : Optional.empty();
    }

    private TableStructure structure() throws SQLException {
        if (known.isEmpty()) {
            TableStructure structure = structures.read(session.connection(), id);
            if (structure.walkKey().hasTimestamp()) {
                session.distinguishInstants();
            }
            known = Optional.of(structure);
        }
        return known.get();
    }

    /** Reads again if the table was altered meanwhile: its rows may have been taken for what they are not. */
    private Chunk read(Function<TableStructure, String> query, long memory) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            TableStructure structure = structure();
            try {
                Chunk chunk = read(structure, query.apply(structure), memory);
                if (isCurrent(structure)) {
                    return chunk;
                }
            } catch (SQLException e) {
                if (MySqlConnection.isNetworkError(e)) {
                    session.close();
                    throw e;
                }
                if (isCurrent(structure)) {
                    throw e;
                }
            }
            if (attempt == ATTEMPTS) {
                throw new SQLException("Table " + id + " was altered " + ATTEMPTS + " times while it was read");
            }
            known = Optional.empty();
        }
    }

    private boolean isCurrent(TableStructure structure) throws SQLException {
        return StructureReader.declaration(session.connection(), id).equals(structure.declaration());
    }

    private Chunk read(TableStructure structure, String query, long memory) throws SQLException {
        MySqlConnection connection = session.connection();
        Struct source = events.sourceOf(structure);
        List<ChangeEvent> chunk = new ArrayList<>();
        String end = "";
        long before = events.bytes();
        try (Statement statement = session.statement();
                ResultSet rows = statement.executeQuery(query)) {
            while (events.bytes() - before < memory && rows.next()) {
                chunk.add(events.event(connection, rows, structure, source));
                end = structure.position(rows);
            }
        }
        return new Chunk(chunk, end, events.bytes() - before);
    }

    @Override
    public void close() throws SQLException {
        session.close();
    }
}
