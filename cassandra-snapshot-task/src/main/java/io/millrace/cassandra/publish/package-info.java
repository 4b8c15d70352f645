/** Publishes events to the stream. */
@NullMarked
package io.millrace.cassandra.publish;

import org.jspecify.annotations.NullMarked;
