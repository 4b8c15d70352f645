/** The command that runs the benchmarks. */
@NullMarked
package io.millrace.benchmark;

import org.jspecify.annotations.NullMarked;
