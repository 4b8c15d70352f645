package io.millrace.cassandra.state;

/**
 * What came of the rows of a range.
 *
 * @param rows that became events
 * @param rejected that could not
 * @param bytes of the events
 */
public record RangeCounts(long rows, long rejected, long bytes) {}
