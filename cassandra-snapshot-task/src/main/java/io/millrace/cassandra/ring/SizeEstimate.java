package io.millrace.cassandra.ring;

/** What a node believes of the partitions of one table in a range: a row of {@code system.size_estimates}. */
public record SizeEstimate(TokenRange range, double partitions, double bytes) {}
