/**
 * The wire contract of Millrace: the {@link io.millrace.event.ChangeEvent} and everything else that a publisher and a
 * reader of the stream must agree on. Depends on neither Kafka Connect nor any database.
 */
@NullMarked
package io.millrace.event;

import org.jspecify.annotations.NullMarked;
