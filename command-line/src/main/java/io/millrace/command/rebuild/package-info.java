/** {@code ./millrace rebuild}: builds tables in Manticore again while they serve searches. */
@NullMarked
package io.millrace.command.rebuild;

import org.jspecify.annotations.NullMarked;
