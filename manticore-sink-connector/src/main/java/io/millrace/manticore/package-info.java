/**
 * The Manticore sink as a Kafka Connect plug-in: a thin shell over {@link io.millrace.manticore.pipeline.SinkPipeline}.
 *
 * <p>Connect's own sinks can read nothing but Kafka topics. This one reads JetStream, so to Connect it is a source
 * connector, whose records are dead letters and receipts.
 */
@NullMarked
package io.millrace.manticore;

import org.jspecify.annotations.NullMarked;
