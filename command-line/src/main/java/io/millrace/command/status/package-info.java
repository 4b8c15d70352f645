/** {@code ./millrace status}: the whole pipeline on one screen. */
@NullMarked
package io.millrace.command.status;

import org.jspecify.annotations.NullMarked;
