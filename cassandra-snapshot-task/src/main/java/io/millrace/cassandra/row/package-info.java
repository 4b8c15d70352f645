/** Turns Cassandra's rows into change events. */
@NullMarked
package io.millrace.cassandra.row;

import org.jspecify.annotations.NullMarked;
