/** JetStream's side: a durable pull consumer per partition. Knows neither Kafka Connect nor Manticore. */
@NullMarked
package io.millrace.manticore.stream;

import org.jspecify.annotations.NullMarked;
