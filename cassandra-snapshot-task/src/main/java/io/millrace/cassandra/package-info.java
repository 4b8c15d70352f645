/** The one-shot job that brings what Cassandra holds into the stream. */
@NullMarked
package io.millrace.cassandra;

import org.jspecify.annotations.NullMarked;
