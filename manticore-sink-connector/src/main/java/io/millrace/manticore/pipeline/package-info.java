/** Partitions of the stream into the index: read, map, write, acknowledge. Knows nothing of Kafka Connect. */
@NullMarked
package io.millrace.manticore.pipeline;

import org.jspecify.annotations.NullMarked;
