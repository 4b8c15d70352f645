/**
 * Encodes Connect records as the bytes of a {@link io.millrace.event.ChangeEvent}. Everything that depends on the
 * schema is computed once per schema, so a record costs only the writing of its values.
 */
@NullMarked
package io.millrace.bridge.encode;

import org.jspecify.annotations.NullMarked;
