package io.millrace.manticore;

import static org.awaitility.Awaitility.await;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.event.SourceTable;
import io.millrace.manticore.rebuild.RebuildException;
import io.millrace.manticore.rebuild.RebuildSteps;
import io.millrace.nats.Rebuild;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A source table of a test, and what a rebuild needs of it: its rows are published as a database does it, in the order of
 * their ids.
 */
final class RebuiltTable implements RebuildSteps {
    static final int PARTITIONS = 4;

    /** A rebuild waits for each partition several times, while writers and searchers are busy. */
    private static final Duration LOOK_EVERY = Duration.ofMillis(20);

    private final Connection connection;
    private final SourceTable table;
    private final Searchd searchd;
    private final Map<Integer, String> rows = new TreeMap<>();
    private final Set<String> filled = new TreeSet<>();
    private long lastId;

    RebuiltTable(Connection connection, SourceTable table, Searchd searchd) {
        this.connection = connection;
        this.table = table;
        this.searchd = searchd;
    }

    synchronized Map<Integer, String> rows() {
        return new TreeMap<>(rows);
    }

    synchronized void put(int id, String size) throws Exception {
        boolean known = rows.put(id, size) != null;
        publish(known ? Operation.UPDATE : Operation.INSERT, id, size);
    }

    synchronized void delete(int id) throws Exception {
        if (rows.remove(id) != null) {
            publish(id, Events.delete(++lastId, Events.int64("id", id)));
        }
    }

    synchronized void truncate() throws Exception {
        rows.clear();
        publish(0, Events.truncate(++lastId));
    }

    /** Changes rows from 1 to 200, of which those up to 20 are always there. */
    void changeSome(Random random) throws Exception {
        int id = 1 + random.nextInt(200);
        if (id > 20 && random.nextInt(4) == 0) {
            delete(id);
        } else {
            put(id, Integer.toString(random.nextInt(1_000_000)));
        }
    }

    private void publish(Operation operation, int id, String size) throws Exception {
        publish(
                id,
                Events.update(++lastId, Events.int64("id", id), Events.string("size", size)).toBuilder()
                        .setOperation(operation)
                        .build());
    }

    private void publish(int id, ChangeEvent event) throws Exception {
        connection
                .jetStream()
                .publish(
                        "cdc." + table.source() + "." + table.database() + "." + table.table() + "." + id % PARTITIONS,
                        event.toByteArray());
    }

    @Override
    public Set<Integer> partitions() {
        return Set.of(0, 1, 2, 3);
    }

    @Override
    public void fill(SourceTable source, Rebuild rebuild) throws Exception {
        synchronized (this) {
            if (filled.add(rebuild.getSignal())) {
                for (Map.Entry<Integer, String> row : rows.entrySet()) {
                    publish(Operation.SNAPSHOT, row.getKey(), row.getValue());
                }
            }
        }
        awaitApplied();
    }

    /** Returns when everything is acknowledged that is in the stream now. */
    void awaitApplied() throws Exception {
        long last = connection
                .jetStreamManagement()
                .getStreamInfo("CDC")
                .getStreamState()
                .getLastSequence();
        for (int i = 0; i < PARTITIONS; i++) {
            int partition = i;
            await().atMost(Duration.ofMinutes(5))
                    .pollDelay(Duration.ZERO)
                    .pollInterval(LOOK_EVERY)
                    // A task that sets its consumer back deletes it first.
                    .ignoreExceptionsInstanceOf(JetStreamApiException.class)
                    .until(() -> {
                        var consumer = connection.jetStreamManagement().getConsumerInfo("CDC", "sink-p" + partition);
                        return consumer.getAckFloor().getStreamSequence() >= last
                                || consumer.getNumPending() + consumer.getNumAckPending() == 0;
                    });
        }
    }

    @Override
    public void audit(SourceTable source, Rebuild rebuild) throws Exception {
        synchronized (this) {
            awaitApplied();
            Map<Integer, String> shadow = indexed(rebuild.getShadow());
            if (!shadow.equals(rows)) {
                throw new RebuildException("The shadow table differs: " + shadow + " instead of " + rows);
            }
        }
    }

    Map<Integer, String> indexed(String target) {
        Map<Integer, String> found = new TreeMap<>();
        searchd.rows("SELECT id, size FROM " + target + " LIMIT 1000")
                .forEach(row ->
                        found.put(row.path("id").asInt(), row.path("size").asText()));
        return found;
    }

    @Override
    public void tell(String what) {}
}
