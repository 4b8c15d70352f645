/** What must hold at the end. */
@NullMarked
package io.millrace.fault.checker;

import org.jspecify.annotations.NullMarked;
