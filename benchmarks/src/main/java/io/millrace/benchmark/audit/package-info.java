/** {@code benchmarks/run audit}: the audit compared with a program that looks up one row after the other. */
@NullMarked
package io.millrace.benchmark.audit;

import org.jspecify.annotations.NullMarked;
