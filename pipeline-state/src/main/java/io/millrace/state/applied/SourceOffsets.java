package io.millrace.state.applied;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.ConnectClient;
import io.millrace.state.KafkaServers;
import io.millrace.state.KafkaTopics;
import io.millrace.state.TopicState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The committed offset of a source connector. With exactly-once support, Connect reads its whole topic of offsets for each
 * request, which takes seconds; so the topic is found by its content and followed here. Where it cannot be told from
 * others, Connect is asked.
 */
final class SourceOffsets implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final ConnectClient connect;
    private final KafkaServers kafka;
    private final String source;
    private final String key;
    /** Topics with an offset of a connector of this name; those of another Connect cluster may be among them. */
    private final Set<String> found = new TreeSet<>();

    private @Nullable KafkaConsumer<byte[], byte[]> consumer;
    private JsonNode offset = JSON.createObjectNode();

    SourceOffsets(ConnectClient connect, KafkaServers kafka, String source) {
        this.connect = connect;
        this.kafka = kafka;
        this.source = source;
        this.key = "[" + quoted(source) + ",";
    }

    /** In the form in which Connect answers. */
    synchronized JsonNode read() throws InterruptedException {
        KafkaConsumer<byte[], byte[]> reader = consumer;
        if (reader == null) {
            reader = kafka.reader();
            consumer = reader;
            reader.assign(candidates());
            reader.seekToBeginning(reader.assignment());
        }
        readOn(reader);
        return found.size() == 1 ? offset : connect.offsets(source);
    }

    /** All that may be Connect's: its topic is compacted, and by convention named after what it holds. */
    private Collection<TopicPartition> candidates() throws InterruptedException {
        List<TopicPartition> partitions = new ArrayList<>();
        try (KafkaTopics topics = new KafkaTopics(kafka)) {
            for (TopicState topic : topics.topics(SourceOffsets::isNamedSo).values()) {
                if (topic.configuration().getOrDefault("cleanup.policy", "").contains("compact")) {
                    topic.endOffsets().keySet().forEach(each -> partitions.add(new TopicPartition(topic.name(), each)));
                }
            }
        }
        return partitions;
    }

    private static boolean isNamedSo(String topic) {
        return topic.toLowerCase(Locale.ROOT).contains("offset") && !topic.startsWith("__");
    }

    private void readOn(KafkaConsumer<byte[], byte[]> reader) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<TopicPartition, Long> ends = reader.endOffsets(reader.assignment());
        while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("Kafka did not deliver the offsets of " + source + " in time");
            }
            reader.poll(POLL).forEach(this::take);
        }
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        byte[] name = record.key();
        if (name == null || !new String(name, StandardCharsets.UTF_8).startsWith(key)) {
            return;
        }
        found.add(record.topic());
        ObjectNode answer = JSON.createObjectNode();
        byte[] value = record.value();
        try {
            answer.putArray("offsets")
                    .addObject()
                    .set("offset", value == null ? JSON.nullNode() : JSON.readTree(value));
            offset = answer;
        } catch (IOException e) {
            // A topic that looks like Connect's, but is not.
            found.remove(record.topic());
        }
    }

    private static String quoted(String text) {
        try {
            return JSON.writeValueAsString(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    @Override
    public void close() {
        KafkaConsumer<byte[], byte[]> reader = consumer;
        if (reader != null) {
            reader.close();
        }
    }
}
