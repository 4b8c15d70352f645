package io.millrace.cassandra.state;

/**
 * The rows of one range, counted.
 *
 * @param rows the rows that became events
 * @param rejected the rows that could not
 * @param bytes the size of the events, headers included
 */
public record RangeCounts(long rows, long rejected, long bytes) {}
