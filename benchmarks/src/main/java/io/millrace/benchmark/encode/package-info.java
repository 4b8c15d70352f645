/** {@code benchmarks/run encode}: the cost of writing a change to Kafka, compared with Connect's JSON converter. */
@NullMarked
package io.millrace.benchmark.encode;

import org.jspecify.annotations.NullMarked;
