/** The Cassandra snapshot against reads that keep nothing. */
@NullMarked
package io.millrace.benchmark.cassandra;

import org.jspecify.annotations.NullMarked;
