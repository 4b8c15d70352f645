/** The plug-ins for Kafka Connect: the connector that leads change events into JetStream, and their converter. */
@NullMarked
package io.millrace.bridge;

import org.jspecify.annotations.NullMarked;
