/** {@code ./millrace dead-letters}: shows the dead letters of the bridge and of the sink, resends and forgets them. */
@NullMarked
package io.millrace.command.letters;

import org.jspecify.annotations.NullMarked;
