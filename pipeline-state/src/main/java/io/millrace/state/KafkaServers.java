package io.millrace.state;

import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How to reach Kafka.
 *
 * @param settings of a Kafka client, such as {@code security.protocol}
 */
public record KafkaServers(String bootstrap, Map<String, String> settings) {
    private static final int SMALL_FETCH = 64 * 1024;
    private static final int TIMEOUT_MS = 15_000;

    /** What every client needs. */
    public Properties client() {
        Properties client = new Properties();
        client.putAll(settings);
        client.put("bootstrap.servers", bootstrap);
        return client;
    }

    /** Reads single records at given offsets, without a group. */
    public KafkaConsumer<byte[], byte[]> reader() {
        Properties properties = client();
        properties.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        properties.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
        properties.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, "false");
        properties.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
        properties.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, SMALL_FETCH);
        properties.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, 50);
        properties.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, TIMEOUT_MS);
        properties.put(ConsumerConfig.REQUEST_TIMEOUT_MS_CONFIG, TIMEOUT_MS / 2);
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
