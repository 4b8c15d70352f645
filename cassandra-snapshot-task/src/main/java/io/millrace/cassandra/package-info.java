/** The one-shot job that publishes the rows of Cassandra tables to the stream. */
@NullMarked
package io.millrace.cassandra;

import org.jspecify.annotations.NullMarked;
