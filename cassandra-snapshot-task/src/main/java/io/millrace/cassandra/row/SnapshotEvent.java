package io.millrace.cassandra.row;

/**
 * A row as it goes to the stream.
 *
 * @param messageId the same for the same state of the row
 * @param body the serialized event
 */
public record SnapshotEvent(String subject, String messageId, byte[] body) {}
