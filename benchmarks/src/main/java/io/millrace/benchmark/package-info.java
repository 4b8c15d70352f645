/** Measured comparisons: every figure that is claimed is a ratio between two things measured in the same run. */
@NullMarked
package io.millrace.benchmark;

import org.jspecify.annotations.NullMarked;
