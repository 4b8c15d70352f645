package io.millrace.bridge;

import io.millrace.local.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** A topic on a broker, written in transactions as Debezium does, some of which are aborted. */
final class KafkaTopic implements AutoCloseable {
    private static final int TRANSACTION = 100;
    private static final int EVERY_ABORTED = 7;
    private static final Duration POLL = Duration.ofMillis(200);

    private final String name;
    private final int partitions;
    private final KafkaBroker broker;
    private final ChangeEventConverter keys = new ChangeEventConverter();
    private final ChangeEventConverter values = new ChangeEventConverter();
    private int transactions;
    private int rows;
    private long committed;
    private KafkaProducer<byte @Nullable [], byte[]> producer;

    private KafkaTopic(String name, int partitions, KafkaBroker broker) {
        this.name = name;
        this.partitions = partitions;
        this.broker = broker;
        keys.configure(Map.of(), true);
        values.configure(Map.of(), false);
        producer = producer(broker, name);
    }

    private static KafkaProducer<byte @Nullable [], byte[]> producer(KafkaBroker broker, String name) {
        KafkaProducer<byte @Nullable [], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "transactional.id", name),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        return producer;
    }

    static KafkaTopic create(KafkaBroker broker, String name, int partitions) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        }
        return new KafkaTopic(name, partitions, broker);
    }

    String name() {
        return name;
    }

    int partitions() {
        return partitions;
    }

    /** Appends inserts of customers until at least that many more are committed. */
    void append(int count) {
        for (long end = committed + count; committed < end; ) {
            try {
                appendTransaction();
            } catch (KafkaException e) {
                // A broker that was killed can have forgotten a transaction that its producer is in, which ends the
                // producer.
                producer.close();
                producer = producer(broker, name);
                committed = IntStream.range(0, partitions)
                        .mapToLong(partition -> offsets(partition).size())
                        .sum();
            }
        }
    }

    private void appendTransaction() {
        boolean aborted = ++transactions % EVERY_ABORTED == 0;
        producer.beginTransaction();
        for (int i = 0; i < TRANSACTION; i++, rows++) {
            Headers headers = new RecordHeaders();
            producer.send(new ProducerRecord<>(
                    name,
                    keys.fromConnectData(name, headers, Shop.KEY, Shop.key(rows)),
                    values.fromConnectData(name, headers, Shop.ENVELOPE, Shop.insert(rows, "customer " + rows))));
        }
        if (aborted) {
            producer.abortTransaction();
        } else {
            producer.commitTransaction();
            committed += TRANSACTION;
        }
    }

    /** Appends a record that is no event, and tells its offset. */
    long appendPoison() throws Exception {
        producer.beginTransaction();
        long offset = producer.send(new ProducerRecord<>(name, null, "{\"id\":1}".getBytes(StandardCharsets.UTF_8)))
                .get()
                .offset();
        producer.commitTransaction();
        committed++;
        return offset;
    }

    /** How many records are committed. */
    long count() {
        return committed;
    }

    long endOffset(int partition) {
        List<Long> offsets = offsets(partition);
        return offsets.get(offsets.size() - 1) + 1;
    }

    /** The offsets of the committed records of a partition. */
    List<Long> offsets(int partition) {
        return read(partition).stream().map(ConsumerRecord::offset).toList();
    }

    /** The headers of each record, as text. */
    List<Map<String, String>> headers() {
        List<Map<String, String>> all = new ArrayList<>();
        for (int partition : IntStream.range(0, partitions).toArray()) {
            read(partition).forEach(record -> {
                Map<String, String> headers = new HashMap<>();
                for (Header header : record.headers()) {
                    headers.put(header.key(), new String(header.value(), StandardCharsets.UTF_8));
                }
                all.add(headers);
            });
        }
        return all;
    }

    private List<ConsumerRecord<byte[], byte[]>> read(int partition) {
        TopicPartition topicPartition = new TopicPartition(name, partition);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(topicPartition));
            consumer.seekToBeginning(List.of(topicPartition));
            long end = consumer.endOffsets(List.of(topicPartition)).getOrDefault(topicPartition, 0L);
            while (consumer.position(topicPartition) < end) {
                consumer.poll(POLL).forEach(records::add);
            }
        }
        return records;
    }

    @Override
    public void close() {
        producer.close();
    }
}
