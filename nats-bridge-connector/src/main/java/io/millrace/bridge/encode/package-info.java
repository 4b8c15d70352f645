/**
 * Connect records to the bytes of a {@link io.millrace.event.ChangeEvent}: what depends on a schema is worked out once
 * per schema, so that a record costs the writing of its values.
 */
@NullMarked
package io.millrace.bridge.encode;

import org.jspecify.annotations.NullMarked;
