package io.millrace.cassandra.ring;

/** A node's estimate of one table's partitions in a token range: a row of {@code system.size_estimates}. */
public record SizeEstimate(TokenRange range, double partitions, double bytes) {}
