/** Debezium's incremental snapshots: how they are asked for, one at a time, and what became of them. */
@NullMarked
package io.millrace.state.signal;

import org.jspecify.annotations.NullMarked;
