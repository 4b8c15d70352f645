/** Values of the source in the one form in which Manticore keeps them exactly. Knows neither tables nor rows. */
@NullMarked
package io.millrace.manticore.encoding;

import org.jspecify.annotations.NullMarked;
