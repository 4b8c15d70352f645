/** The test data: orders of a shop, in MySQL and as Debezium passes them to a converter. */
@NullMarked
package io.millrace.benchmark.orders;

import org.jspecify.annotations.NullMarked;
