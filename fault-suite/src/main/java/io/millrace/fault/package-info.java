/** Runs a pipeline under faults, and shows that nothing is lost: a workload, a nemesis, a checker. */
@NullMarked
package io.millrace.fault;

import org.jspecify.annotations.NullMarked;
