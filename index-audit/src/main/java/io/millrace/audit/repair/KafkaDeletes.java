package io.millrace.audit.repair;

import io.millrace.audit.Difference;
import io.millrace.event.CanonicalKey;
import io.millrace.event.Partitioner;
import io.millrace.state.KafkaServers;
import io.millrace.state.StateException;
import io.millrace.state.mysql.DatabaseTable;
import io.millrace.state.mysql.DebeziumSettings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Writes deletes into the source's own topics, each into its row's partition, so that the bridge publishes them in order
 * with the row's other events.
 */
public final class KafkaDeletes implements DeleteRecords, AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String bootstrap;
    private final KafkaProducer<byte[], byte[]> producer;
    private final Admin admin;
    private final DebeziumSettings source;

    /** @param source the source connector's settings, which name the topics */
    public KafkaDeletes(KafkaServers kafka, DebeziumSettings source) {
        this.source = source;
        bootstrap = kafka.bootstrap();
        Properties properties = kafka.client();
        properties.put("max.block.ms", Long.toString(TIMEOUT.toMillis()));
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        admin = Admin.create(properties);
    }

    @Override
    public void write(Collection<Difference.Extra> extras) throws InterruptedException {
        Map<TopicPartition, Long> times = new HashMap<>();
        List<Future<?>> stored = new ArrayList<>();
        for (Difference.Extra extra : extras) {
            byte[] key = CanonicalKey.bytes(extra.key());
            String topic = source.topic(DatabaseTable.of(extra.table()));
            int partition =
                    Partitioner.partition(key, producer.partitionsFor(topic).size());
            TopicPartition place = new TopicPartition(topic, partition);
            if (!times.containsKey(place)) {
                times.put(place, time(place));
            }
            stored.add(producer.send(new ProducerRecord<>(
                    topic, partition, times.get(place), key, RepairDelete.of(extra, System.currentTimeMillis()))));
        }
        for (Future<?> each : stored) {
            get(each);
        }
    }

    /** The bridge takes a topic whose records' times fall back for one that was re-created. */
    private long time(TopicPartition place) throws InterruptedException {
        long last = get(admin.listOffsets(Map.of(place, OffsetSpec.maxTimestamp()))
                        .partitionResult(place))
                .timestamp();
        return Math.max(System.currentTimeMillis(), last);
    }

    private <T> T get(Future<T> answer) throws InterruptedException {
        try {
            return answer.get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new StateException(
                    "Kafka at " + bootstrap + " did not take deletes for the source's topics: "
                            + (e.getCause() == null ? e : e.getCause()),
                    e);
        }
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
    }
}
