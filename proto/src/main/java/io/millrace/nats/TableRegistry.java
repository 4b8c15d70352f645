package io.millrace.nats;

import io.millrace.event.SourceTable;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * What the tasks of a sink agree on about its tables: which source table owns a table in Manticore, and how each source
 * table is followed. Stored in the {@link StateBucket}, which is created if it is missing. Every change is
 * compare-and-set and can be repeated. Failures are those of {@link NatsQuestions#ask}.
 */
public final class TableRegistry {
    private static final String CLAIM = "claim.";
    private static final String TABLE = "table.";

    private final NatsQuestions nats;
    private final String stream;
    private final String sink;
    private final Set<String> manticore;
    private final Clock clock;
    private final EntryCache<TableEntry> tables;

    /** The source table that an entry is about. */
    public static SourceTable tableOf(TableEntry entry) {
        return new SourceTable(entry.getSource(), entry.getDatabase(), entry.getTable());
    }

    /**
     * @param stream the stream that the sink reads; a bucket that is created gets as many replicas
     * @param sink the connector's name
     * @param manticore the addresses that the sink writes to
     */
    public TableRegistry(NatsQuestions nats, String stream, String sink, Collection<String> manticore) {
        this(nats, stream, sink, manticore, Clock.systemUTC());
    }

    TableRegistry(NatsQuestions nats, String stream, String sink, Collection<String> manticore, Clock clock) {
        this.nats = nats;
        this.stream = stream;
        this.sink = sink;
        this.manticore = Set.copyOf(manticore);
        this.clock = clock;
        this.tables = new EntryCache<>(TABLE + token() + ".>");
    }

    /** The tables that any sink has seen; none if there is no state bucket yet. */
    public static List<TableEntry> all(NatsQuestions nats) {
        return nats.ask(
                "about the tables of all sinks",
                connection -> StateBucket.exists(connection) ? list(connection, TABLE + '>') : List.of());
    }

    /** The tables that a sink has seen; none if there is no state bucket yet. */
    public static List<TableEntry> all(NatsQuestions nats, String sink) {
        return all(nats).stream().filter(entry -> entry.getSink().equals(sink)).toList();
    }

    /** The tables that this sink has seen; reads only what has changed since the last call. */
    public Collection<TableEntry> tables() {
        return ask("about the tables of sink " + sink, connection -> {
            StreamInfo bucket = connection.jetStreamManagement().getStreamInfo(StateBucket.STREAM);
            return tables.refresh(entries(connection), bucket);
        });
    }

    public Optional<TableEntry> find(SourceTable table) {
        return ask(
                "about table " + table,
                connection -> entries(connection).find(key(table)).map(StateEntries.Entry::message));
    }

    /**
     * Changes the entry of a table, even if others are changing it too.
     *
     * @param change may be called more than once; gets an entry with nothing but the names if there is none
     * @return what the entry is now
     */
    public TableEntry update(SourceTable table, UnaryOperator<TableEntry> change) {
        return ask(
                "to update table " + table,
                connection -> entries(connection)
                        .update(
                                key(table),
                                entry -> change.apply(entry.toBuilder()
                                        .setSink(sink)
                                        .setSource(table.source())
                                        .setDatabase(table.database())
                                        .setTable(table.table())
                                        .build())));
    }

    public Optional<TargetClaim> owner(String target) {
        return ask(
                "who owns table " + target,
                connection -> claims(connection).find(key(target)).map(StateEntries.Entry::message));
    }

    /**
     * Claims to a table by other sinks that write to the same Manticore; if this sink has a claim, those that were made
     * before it. Of two sinks that claim a table in the same instant and ask afterwards, only the first finds none.
     */
    public List<TargetClaim> claimsOfOtherSinks(String target) {
        return ask("who else owns table " + target, connection -> {
            List<StateEntries.Entry<TargetClaim>> all =
                    claims(connection).list(CLAIM + "*." + StateBucket.token(target));
            long own = all.stream()
                    .filter(each -> each.message().getSink().equals(sink))
                    .mapToLong(StateEntries.Entry::revision)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
            return all.stream()
                    .filter(each -> each.revision() < own)
                    .map(StateEntries.Entry::message)
                    .filter(claim -> !Collections.disjoint(manticore, claim.getManticoreList()))
                    .toList();
        });
    }

    /** Gives up this sink's claim to a table. */
    public void withdraw(String target) {
        ask("to give up table " + target, connection -> {
            Optional<StateEntries.Entry<TargetClaim>> own = claims(connection).find(key(target));
            return own.isEmpty()
                    || claims(connection).delete(key(target), own.get().revision());
        });
    }

    /** How to delete a claim by hand. */
    public String commandToDelete(TargetClaim claim) {
        return "nats kv del " + StateBucket.NAME + " " + CLAIM + StateBucket.token(claim.getSink()) + '.'
                + StateBucket.token(claim.getTarget());
    }

    /**
     * Claims a table in Manticore for a source table, unless another one owns it.
     *
     * @return the claim that is valid
     */
    public TargetClaim claim(String target, SourceTable table) {
        return ask("to claim table " + target, connection -> {
            StateEntries<TargetClaim> claims = claims(connection);
            TargetClaim claim = claimOf(target, table);
            return claims.create(key(target), claim)
                    ? claim
                    : claims.find(key(target)).map(StateEntries.Entry::message).orElse(claim);
        });
    }

    /** Gives a target to another source table if the former one still owns it; returns the claim that is valid. */
    public TargetClaim transfer(TargetClaim former, SourceTable table) {
        return ask(
                "to claim table " + former.getTarget(),
                connection -> claims(connection)
                        .update(
                                key(former.getTarget()),
                                now -> now.equals(former) || now.equals(TargetClaim.getDefaultInstance())
                                        ? claimOf(former.getTarget(), table)
                                        : now));
    }

    /** Marks a table to be audited, see {@link AuditMarks}. */
    public void markToBeAudited(SourceTable table, String reason) {
        ask("to mark table " + table, connection -> {
            AuditMarks.open(connection).mark(table.source(), table.database(), table.table(), reason);
            return table;
        });
    }

    /** The entry with a state that begins now. */
    public TableEntry in(TableState state, String reason, TableEntry entry) {
        return entry.toBuilder()
                .setState(state)
                .setReason(reason)
                .setSince(now())
                .build();
    }

    private TargetClaim claimOf(String target, SourceTable table) {
        return TargetClaim.newBuilder()
                .setSink(sink)
                .setTarget(target)
                .setSource(table.source())
                .setDatabase(table.database())
                .setTable(table.table())
                .setSince(now())
                .addAllManticore(new TreeSet<>(manticore))
                .build();
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private <T> T ask(String what, NatsQuestions.Question<T> question) {
        return nats.ask(what, connection -> {
            if (!StateBucket.exists(connection)) {
                StateBucket.createIfAbsent(connection, replicas(connection));
            }
            return question.ask(connection);
        });
    }

    private int replicas(Connection connection) throws IOException, JetStreamApiException {
        StreamInfo info = connection.jetStreamManagement().getStreamInfo(stream);
        return info.getConfiguration().getReplicas();
    }

    /** The source tables that any sink has registered. */
    static Set<SourceTable> registered(Connection connection)
            throws IOException, JetStreamApiException, InterruptedException {
        return list(connection, TABLE + '>').stream()
                .map(TableRegistry::tableOf)
                .collect(Collectors.toSet());
    }

    private static List<TableEntry> list(Connection connection, String keys)
            throws IOException, JetStreamApiException, InterruptedException {
        return entries(connection).list(keys).stream()
                .map(StateEntries.Entry::message)
                .toList();
    }

    private static StateEntries<TableEntry> entries(Connection connection) throws IOException {
        return new StateEntries<>(connection, TableEntry.getDefaultInstance());
    }

    private static StateEntries<TargetClaim> claims(Connection connection) throws IOException {
        return new StateEntries<>(connection, TargetClaim.getDefaultInstance());
    }

    private String key(SourceTable table) {
        return TABLE + token() + '.' + StateBucket.token(table);
    }

    private String key(String target) {
        return CLAIM + token() + '.' + StateBucket.token(target);
    }

    private String token() {
        return StateBucket.token(sink);
    }
}
