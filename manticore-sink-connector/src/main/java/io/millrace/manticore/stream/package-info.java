/** JetStream's side: durable pull consumers, one per partition. Knows neither Kafka Connect nor Manticore. */
@NullMarked
package io.millrace.manticore.stream;

import org.jspecify.annotations.NullMarked;
