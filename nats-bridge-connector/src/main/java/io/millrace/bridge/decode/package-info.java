/** The bytes of a {@link io.millrace.event.ChangeEvent} back to the records that Debezium makes, for other sinks. */
@NullMarked
package io.millrace.bridge.decode;

import org.jspecify.annotations.NullMarked;
