/** The servers that the benchmarks measure with. */
@NullMarked
package io.millrace.benchmark.servers;

import org.jspecify.annotations.NullMarked;
