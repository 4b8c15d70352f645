/**
 * Into the stream: sessions with NATS, what is on its way, and what the stream holds already. Knows nothing of Kafka
 * Connect.
 */
@NullMarked
package io.millrace.bridge.publish;

import org.jspecify.annotations.NullMarked;
