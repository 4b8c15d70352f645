package io.millrace.bridge.publish;

import org.apache.kafka.common.TopicPartition;

/**
 * Where a record is in Kafka.
 *
 * @param timestamp Kafka's, in milliseconds; a record at the same offset with another one belongs to a re-created topic
 */
public record RecordPosition(TopicPartition topicPartition, long offset, long timestamp) {}
