package io.millrace.state.snapshot;

import io.millrace.event.SourceTable;
import io.millrace.state.KafkaServers;
import io.millrace.state.KafkaTopics;
import io.millrace.state.snapshot.PipelineSnapshot.LastAudit;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.KafkaConsumer;

/**
 * Clients that are kept from one snapshot to the next: each new one would log its whole configuration. May be used by
 * several threads.
 */
final class KafkaConnection implements AutoCloseable {
    private final KafkaServers servers;
    private final KafkaTopics topics;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, AuditReports> reports = new HashMap<>();
    private Optional<KafkaConsumer<byte[], byte[]>> reader = Optional.empty();

    KafkaConnection(KafkaServers servers) {
        this.servers = servers;
        topics = new KafkaTopics(servers);
    }

    boolean isTo(KafkaServers others) {
        return servers.equals(others);
    }

    KafkaTopics topics() {
        return topics;
    }

    /** Lets one thread at a time read. */
    <T> T read(Function<KafkaConsumer<byte[], byte[]>, T> reading) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            if (reader.isEmpty()) {
                reader = Optional.of(servers.reader());
            }
            T answer = reading.apply(reader.get());
            reader.get().unsubscribe();
            return answer;
        } catch (RuntimeException e) {
            // A consumer that was interrupted, or cut off, is in an unknown state.
            closeReader();
            throw e;
        } finally {
            lock.unlock();
        }
    }

    /** What the audits that write to a topic said last of each table. */
    Map<SourceTable, LastAudit> audits(String topic) throws InterruptedException {
        return read(
                consumer -> reports.computeIfAbsent(topic, AuditReports::new).read(consumer));
    }

    private void closeReader() {
        Optional<KafkaConsumer<byte[], byte[]>> closed = reader;
        reader = Optional.empty();
        closed.ifPresent(consumer -> consumer.close(CloseOptions.timeout(Duration.ZERO)));
    }

    @Override
    public void close() {
        topics.close();
        lock.lock();
        try {
            closeReader();
        } finally {
            lock.unlock();
        }
    }
}
