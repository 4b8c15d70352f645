/** The servers that the benchmarks use. */
@NullMarked
package io.millrace.benchmark.servers;

import org.jspecify.annotations.NullMarked;
