/** Starts the servers that Millrace works with, for the quickstart, the tests and the benchmarks. */
@NullMarked
package io.millrace.local;

import org.jspecify.annotations.NullMarked;
