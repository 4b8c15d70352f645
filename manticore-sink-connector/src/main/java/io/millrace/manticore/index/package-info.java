/**
 * Manticore's side: the HTTP client, table definitions, the version guard and the writing of bulks. Knows neither
 * Kafka Connect nor NATS.
 */
@NullMarked
package io.millrace.manticore.index;

import org.jspecify.annotations.NullMarked;
