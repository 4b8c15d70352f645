package io.millrace.bridge.publish;

/**
 * An event as it came from Kafka.
 *
 * @param value the serialized event without its id
 * @param key the serialized key, empty when there is none or the event has it already
 */
public record EventRecord(EventSummary summary, byte[] value, byte[] key, RecordPosition position) {}
