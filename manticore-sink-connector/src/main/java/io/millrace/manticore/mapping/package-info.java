/** From changed rows to documents, exactly or not at all. Knows neither Kafka Connect nor NATS. */
@NullMarked
package io.millrace.manticore.mapping;

import org.jspecify.annotations.NullMarked;
