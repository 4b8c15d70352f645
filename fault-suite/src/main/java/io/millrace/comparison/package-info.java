/** Compares MySQL with the index without a line of the product's own mapping. */
@NullMarked
package io.millrace.comparison;

import org.jspecify.annotations.NullMarked;
