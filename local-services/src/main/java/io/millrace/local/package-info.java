/** Starts the real servers Millrace works with as local processes, for the quickstart, the tests and the benchmarks. */
@NullMarked
package io.millrace.local;

import org.jspecify.annotations.NullMarked;
