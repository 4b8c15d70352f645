/** What it costs to write a change into Kafka, against Connect's JSON converter. */
@NullMarked
package io.millrace.benchmark.encode;

import org.jspecify.annotations.NullMarked;
