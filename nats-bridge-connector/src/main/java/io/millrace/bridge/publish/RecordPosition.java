package io.millrace.bridge.publish;

import org.apache.kafka.common.TopicPartition;

/**
 * Where a record stands in Kafka.
 *
 * @param timestamp Kafka's, in milliseconds; a record at the same offset with another one is of a re-created topic
 */
public record RecordPosition(TopicPartition topicPartition, long offset, long timestamp) {}
