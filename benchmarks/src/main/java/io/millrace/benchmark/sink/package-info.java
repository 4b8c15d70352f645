/** {@code benchmarks/run sink}: how fast the sink writes documents, compared with how fast Manticore accepts them. */
@NullMarked
package io.millrace.benchmark.sink;

import org.jspecify.annotations.NullMarked;
