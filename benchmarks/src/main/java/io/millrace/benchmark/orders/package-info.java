/** The data that is measured with: orders of a shop, in MySQL and as Debezium hands them to a converter. */
@NullMarked
package io.millrace.benchmark.orders;

import org.jspecify.annotations.NullMarked;
