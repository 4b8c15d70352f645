/** {@code benchmarks/run bridge}: the bridge compared with publishers that use bare jnats. */
@NullMarked
package io.millrace.benchmark.bridge;

import org.jspecify.annotations.NullMarked;
