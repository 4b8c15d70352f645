/** Reads the rows of source tables as the events that the source connector would make of them. */
@NullMarked
package io.millrace.audit.source;

import org.jspecify.annotations.NullMarked;
