/** The audit as a Kafka Connect source connector that walks all tables for ever. */
@NullMarked
package io.millrace.audit.connect;

import org.jspecify.annotations.NullMarked;
