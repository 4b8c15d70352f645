package io.millrace.state.snapshot;

import io.millrace.state.KafkaServers;
import java.util.Optional;

/** The connections that one snapshot leaves to the next. */
final class KeptConnections implements AutoCloseable {
    private Optional<KafkaConnection> kafka = Optional.empty();

    /** Connects where that was not done yet, or where the connectors meanwhile name other brokers. */
    synchronized KafkaConnection kafka(KafkaServers servers) {
        if (kafka.filter(kept -> kept.isTo(servers)).isEmpty()) {
            close();
            kafka = Optional.of(new KafkaConnection(servers));
        }
        return kafka.get();
    }

    @Override
    public synchronized void close() {
        kafka.ifPresent(KafkaConnection::close);
        kafka = Optional.empty();
    }
}
