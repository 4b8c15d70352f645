/** What is written to MySQL while faults strike. */
@NullMarked
package io.millrace.fault.workload;

import org.jspecify.annotations.NullMarked;
