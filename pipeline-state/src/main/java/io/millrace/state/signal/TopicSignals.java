package io.millrace.state.signal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.BinlogPosition;
import io.millrace.state.KafkaServers;
import io.millrace.state.StateException;
import io.millrace.state.mysql.DebeziumSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;

/** Signals in the topic of Debezium's Kafka channel. Whether Debezium has read one, its consumer group shows. */
final class TopicSignals implements SignalChannel {
    private static final Duration TIMEOUT = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String bootstrap;
    private final String source;
    private final String group;
    private final TopicPartition partition;
    private final KafkaProducer<String, String> producer;
    private final Admin admin;
    private long sent = -1;

    TopicSignals(KafkaServers kafka, DebeziumSettings settings) {
        bootstrap = kafka.bootstrap();
        source = settings.prefix();
        group = settings.setting("signal.kafka.groupId", "kafka-signal");
        partition = new TopicPartition(settings.setting("signal.kafka.topic", source + "-signal"), 0);
        Properties properties = kafka.client();
        properties.put("max.block.ms", Long.toString(TIMEOUT.toMillis()));
        producer = new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
        admin = Admin.create(properties);
    }

    /** Debezium reads rows twice if a signal is sent twice; nothing else happens. */
    @Override
    public boolean wasSent(SnapshotRequest request) {
        return false;
    }

    @Override
    public Optional<BinlogPosition> send(SnapshotRequest request) throws Exception {
        ObjectNode signal = JSON.createObjectNode().put("id", request.id()).put("type", "execute-snapshot");
        signal.set("data", JSON.readTree(request.signal()));
        // Debezium compares the key with its topic.prefix, and reads partition 0 only.
        sent = get(producer.send(
                        new ProducerRecord<>(partition.topic(), partition.partition(), source, signal.toString())))
                .offset();
        return Optional.empty();
    }

    @Override
    public boolean isRead() throws Exception {
        Map<TopicPartition, OffsetAndMetadata> offsets =
                get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
        OffsetAndMetadata next = offsets.get(partition);
        return next != null && next.offset() > sent;
    }

    private <T> T get(Future<T> answer) throws InterruptedException {
        try {
            return answer.get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new StateException(
                    "Kafka at " + bootstrap + " did not take or show a signal in topic " + partition.topic() + ": "
                            + (e.getCause() == null ? e : e.getCause()),
                    e);
        }
    }

    @Override
    public String toString() {
        return "topic " + partition.topic();
    }

    @Override
    public void close() {
        producer.close(Duration.ZERO);
        admin.close(Duration.ZERO);
    }
}
