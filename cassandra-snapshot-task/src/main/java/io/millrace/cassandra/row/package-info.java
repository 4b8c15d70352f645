/** Rows of Cassandra as change events. */
@NullMarked
package io.millrace.cassandra.row;

import org.jspecify.annotations.NullMarked;
