/** {@code benchmarks/run bridge}: from Kafka into a JetStream stream. */
@NullMarked
package io.millrace.benchmark.bridge;

import org.jspecify.annotations.NullMarked;
