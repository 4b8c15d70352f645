/** {@code ./quickstart}: the whole pipeline on one machine, shown at work. */
@NullMarked
package io.millrace.quickstart;

import org.jspecify.annotations.NullMarked;
