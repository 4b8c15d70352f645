/** The whole pipeline at one moment, as far as its servers answer. */
@NullMarked
package io.millrace.state.snapshot;

import org.jspecify.annotations.NullMarked;
