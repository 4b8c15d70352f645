/** Writes values of the source in the one form that Manticore stores exactly. Knows neither tables nor rows. */
@NullMarked
package io.millrace.manticore.encoding;

import org.jspecify.annotations.NullMarked;
