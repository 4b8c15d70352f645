package io.millrace.state.letters;

import io.millrace.event.ChangeEvents;
import io.millrace.state.KafkaServers;
import io.millrace.state.StateException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Reads committed records of topics, and appends records one at a time. Each call throws {@link StateException} if Kafka does
 * not answer or refuses. Not thread-safe.
 */
public final class KafkaLog implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(500);
    /** Room for headers beside the largest event. */
    private static final int LARGEST_RECORD = ChangeEvents.MAX_BYTES + (1 << 20);

    private final String servers;
    private final Properties settings;
    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private @Nullable KafkaProducer<byte[], byte[]> producer;
    private @Nullable Admin admin;

    public KafkaLog(KafkaServers kafka) {
        servers = kafka.bootstrap();
        settings = kafka.client();
        settings.put("default.api.timeout.ms", (int) TIMEOUT.toMillis());
        settings.put("request.timeout.ms", (int) TIMEOUT.toMillis() / 2);
    }

    /** Hands over everything that the topic holds now; nothing if there is no such topic. */
    public void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        ask("to read topic " + topic, () -> {
            List<TopicPartition> partitions = partitions(topic);
            KafkaConsumer<byte[], byte[]> open = consumer();
            open.assign(partitions);
            open.seekToBeginning(partitions);
            Map<TopicPartition, Long> ends = open.endOffsets(partitions);
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (ends.entrySet().stream().anyMatch(end -> open.position(end.getKey()) < end.getValue())) {
                if (System.nanoTime() > deadline) {
                    throw new StateException("Kafka at " + servers + " does not deliver topic " + topic);
                }
                for (ConsumerRecord<byte[], byte[]> record : open.poll(POLL)) {
                    deadline = System.nanoTime() + TIMEOUT.toNanos();
                    if (record.offset() < ends.getOrDefault(partition(record), 0L)) {
                        reader.accept(record);
                    }
                }
            }
            return true;
        });
    }

    /** The record at an offset; empty if there is none, or none any more. */
    public Optional<ConsumerRecord<byte[], byte[]>> find(TopicPartition partition, long offset) {
        return ask("to read " + partition, () -> {
            if (range(partition).filter(range -> range.has(offset)).isEmpty()) {
                return Optional.empty();
            }
            KafkaConsumer<byte[], byte[]> open = consumer();
            open.assign(List.of(partition));
            open.seek(partition, offset);
            long deadline = System.nanoTime() + TIMEOUT.toNanos();
            while (open.position(partition) <= offset) {
                if (System.nanoTime() > deadline) {
                    throw new StateException("Kafka at " + servers + " does not deliver " + partition);
                }
                for (ConsumerRecord<byte[], byte[]> record : open.poll(POLL)) {
                    return record.offset() == offset ? Optional.of(record) : Optional.empty();
                }
            }
            return Optional.empty();
        });
    }

    /** What Kafka has of a partition: the first offset, and that after the last. */
    public record Range(long first, long end) {
        public boolean has(long offset) {
            return offset >= first && offset < end;
        }
    }

    /** What Kafka has of a partition; empty if there is no such partition. */
    public Optional<Range> range(TopicPartition partition) {
        return ask("about " + partition, () -> {
            if (!partitions(partition.topic()).contains(partition)) {
                return Optional.empty();
            }
            List<TopicPartition> one = List.of(partition);
            return Optional.of(new Range(
                    consumer().beginningOffsets(one).getOrDefault(partition, 0L),
                    consumer().endOffsets(one).getOrDefault(partition, 0L)));
        });
    }

    /** Appends a record, and returns its offset once Kafka has it. */
    public long append(ProducerRecord<byte[], byte[]> record) {
        return ask(
                "to append to " + record.topic(),
                () -> producer()
                        .send(record)
                        .get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                        .offset());
    }

    /** The latest timestamp of a partition's records, in milliseconds; empty if it has none. */
    public Optional<Long> latestTimestamp(TopicPartition partition) {
        return ask("about " + partition, () -> {
            if (admin == null) {
                admin = Admin.create(settings);
            }
            long timestamp = admin.listOffsets(Map.of(partition, OffsetSpec.maxTimestamp()))
                    .partitionResult(partition)
                    .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)
                    .timestamp();
            return timestamp < 0 ? Optional.empty() : Optional.of(timestamp);
        });
    }

    private interface Question<T> {
        T ask() throws ExecutionException, InterruptedException, TimeoutException;
    }

    private <T> T ask(String what, Question<T> question) {
        try {
            return question.ask();
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            Throwable cause = e instanceof ExecutionException && e.getCause() != null ? e.getCause() : e;
            throw new StateException(
                    "Kafka at " + servers + " refused a request " + what + ": " + cause.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StateException("Interrupted while waiting for Kafka", e);
        }
    }

    private List<TopicPartition> partitions(String topic) {
        return consumer().partitionsFor(topic).stream()
                .map(each -> new TopicPartition(each.topic(), each.partition()))
                .toList();
    }

    private static TopicPartition partition(ConsumerRecord<byte[], byte[]> record) {
        return new TopicPartition(record.topic(), record.partition());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        if (consumer == null) {
            Properties own = new Properties();
            own.putAll(settings);
            own.put("isolation.level", "read_committed");
            own.put("enable.auto.commit", false);
            own.put("allow.auto.create.topics", false);
            consumer = new KafkaConsumer<>(own, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        }
        return consumer;
    }

    private KafkaProducer<byte[], byte[]> producer() {
        if (producer == null) {
            Properties own = new Properties();
            own.putAll(settings);
            own.remove("default.api.timeout.ms");
            own.put("acks", "all");
            own.put("max.request.size", LARGEST_RECORD);
            own.put("buffer.memory", (long) LARGEST_RECORD + (1 << 20));
            own.put("max.block.ms", TIMEOUT.toMillis());
            own.put("delivery.timeout.ms", (int) TIMEOUT.toMillis());
            producer = new KafkaProducer<>(own, new ByteArraySerializer(), new ByteArraySerializer());
        }
        return producer;
    }

    @Override
    public void close() {
        if (consumer != null) {
            consumer.close(CloseOptions.timeout(Duration.ZERO));
        }
        if (producer != null) {
            producer.close(Duration.ZERO);
        }
        if (admin != null) {
            admin.close(Duration.ZERO);
        }
    }
}
