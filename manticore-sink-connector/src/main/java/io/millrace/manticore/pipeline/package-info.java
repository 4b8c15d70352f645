/** The way from the stream into the index: read, map, write, acknowledge. Does not know Kafka Connect. */
@NullMarked
package io.millrace.manticore.pipeline;

import org.jspecify.annotations.NullMarked;
