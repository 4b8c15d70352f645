/** Reads the documents of an index table, and the keys of their rows. */
@NullMarked
package io.millrace.audit.index;

import org.jspecify.annotations.NullMarked;
