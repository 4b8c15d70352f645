/** What Millrace adds to a Connect worker: a watchdog that restarts failed tasks. */
@NullMarked
package io.millrace.status;

import org.jspecify.annotations.NullMarked;
