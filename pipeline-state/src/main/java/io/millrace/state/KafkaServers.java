package io.millrace.state;

import java.util.Map;

/**
 * How to reach Kafka.
 *
 * @param settings of a Kafka client, such as {@code security.protocol}
 */
public record KafkaServers(String bootstrap, Map<String, String> settings) {}
