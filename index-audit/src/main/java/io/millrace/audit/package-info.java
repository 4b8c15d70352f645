/** Compares source tables with their index while both change, and mends differences. */
@NullMarked
package io.millrace.audit;

import org.jspecify.annotations.NullMarked;
