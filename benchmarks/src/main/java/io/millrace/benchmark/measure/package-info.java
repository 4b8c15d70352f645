/** How every benchmark measures and reports: in rounds, by medians, each ratio between two figures of one run. */
@NullMarked
package io.millrace.benchmark.measure;

import org.jspecify.annotations.NullMarked;
