package io.millrace.bridge.publish;

/**
 * An event as it came from Kafka.
 *
 * @param value the serialized event; from ChangeEventConverter it has a run and an id, from elsewhere neither
 */
public record EventRecord(EventSummary summary, byte[] value, RecordPosition position) {}
