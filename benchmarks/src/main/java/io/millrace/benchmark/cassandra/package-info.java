/** {@code benchmarks/run cassandra}: the Cassandra snapshot compared with scans that discard the rows. */
@NullMarked
package io.millrace.benchmark.cassandra;

import org.jspecify.annotations.NullMarked;
