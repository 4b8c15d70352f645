/** The plug-ins for Kafka Connect: the connector that publishes change events to JetStream, and their converter. */
@NullMarked
package io.millrace.bridge;

import org.jspecify.annotations.NullMarked;
