/** How benchmarks measure and report: in rounds, with medians, and with ratios between figures of one run. */
@NullMarked
package io.millrace.benchmark.measure;

import org.jspecify.annotations.NullMarked;
