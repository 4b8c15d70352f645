package io.millrace.cassandra.row;

/**
 * A row, ready to be published.
 *
 * @param messageId always the same for the same state of the row within one snapshot
 * @param body the serialized event
 */
public record SnapshotEvent(String subject, String messageId, byte[] body) {}
