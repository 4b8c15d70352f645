/** The dead letters of the bridge and of the sink: what they are, where their originals are, and the way back. */
@NullMarked
package io.millrace.state.letters;

import org.jspecify.annotations.NullMarked;
