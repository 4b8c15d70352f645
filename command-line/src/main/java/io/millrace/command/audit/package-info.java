/** {@code ./millrace audit}: the index compared with the tables, row by row. */
@NullMarked
package io.millrace.command.audit;

import org.jspecify.annotations.NullMarked;
