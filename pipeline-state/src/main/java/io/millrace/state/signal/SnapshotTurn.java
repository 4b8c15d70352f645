package io.millrace.state.signal;

import io.millrace.nats.JetStreamError;
import io.millrace.nats.Lease;
import io.millrace.nats.LeaseUnavailableException;
import io.millrace.nats.NatsSession;
import io.millrace.nats.StateBucket;
import io.millrace.state.Poller;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * The turn to ask one source connector for an incremental snapshot. Debezium would merge two snapshots into one, so all
 * that ask for them hold this lease meanwhile. That of a program that was killed passes to the next one after
 * {@link #DURATION}.
 */
final class SnapshotTurn {
    static final Duration DURATION = Duration.ofSeconds(10);

    private final NatsSession nats;
    private final String key;
    private final Consumer<String> progress;
    private String lastHolder = "";

    /** @param source the source's name, which is Debezium's {@code topic.prefix} */
    SnapshotTurn(NatsSession nats, String source, Consumer<String> progress) {
        this.nats = nats;
        this.key = "turn.snapshot." + StateBucket.token(source);
        this.progress = progress;
    }

    /** @param who asks, for the others that wait */
    Lease await(String who, Poller poller) throws Exception {
        String owner = who + ", process " + ProcessHandle.current().pid() + ", "
                + UUID.randomUUID().toString().substring(0, 8);
        Lease.Terms terms = new Lease.Terms(owner, DURATION, lost -> {});
        Lease[] acquired = new Lease[1];
        poller.until("no other program has Debezium read rows again", () -> {
            Optional<Lease> lease = acquire(terms);
            lease.ifPresent(each -> acquired[0] = each);
            return lease.isPresent();
        });
        return acquired[0];
    }

    private Optional<Lease> acquire(Lease.Terms terms) {
        return nats.ask("for the turn to have rows read again", connection -> {
            StateBucket.createIfAbsent(connection, 1);
            KeyValue bucket = connection.keyValue(StateBucket.NAME);
            Lease.holder(bucket, key)
                    .filter(holder -> !holder.equals(lastHolder))
                    .ifPresent(holder -> {
                        progress.accept("Waiting for another program to finish its snapshot: " + holder);
                        lastHolder = holder;
                    });
            return acquire(bucket, terms);
        });
    }

    private Optional<Lease> acquire(KeyValue bucket, Lease.Terms terms)
            throws IOException, JetStreamApiException, InterruptedException {
        try {
            return Optional.of(Lease.acquire(bucket, key, terms));
        } catch (LeaseUnavailableException e) {
            return Optional.empty();
        } catch (JetStreamApiException e) {
            if (JetStreamError.WRONG_LAST_SEQUENCE.is(e)) {
                // Another program was faster.
                return Optional.empty();
            }
            throw e;
        }
    }
}
