/** {@code ./millrace doctor}: examines a running or a planned pipeline without changing anything. */
@NullMarked
package io.millrace.command.doctor;

import org.jspecify.annotations.NullMarked;
