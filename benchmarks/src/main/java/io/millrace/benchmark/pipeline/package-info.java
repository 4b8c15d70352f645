/** {@code benchmarks/run pipeline}: from MySQL to JetStream, and to Manticore. */
@NullMarked
package io.millrace.benchmark.pipeline;

import org.jspecify.annotations.NullMarked;
