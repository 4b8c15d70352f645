/** Decodes the bytes of a {@link io.millrace.event.ChangeEvent} into Debezium's records, for other sinks. */
@NullMarked
package io.millrace.bridge.decode;

import org.jspecify.annotations.NullMarked;
