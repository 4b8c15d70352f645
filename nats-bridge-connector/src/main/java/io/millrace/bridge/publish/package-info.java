/**
 * Publishes to the stream: sessions with NATS, what is in flight, and what the stream already holds. Knows nothing
 * about Kafka Connect.
 */
@NullMarked
package io.millrace.bridge.publish;

import org.jspecify.annotations.NullMarked;
