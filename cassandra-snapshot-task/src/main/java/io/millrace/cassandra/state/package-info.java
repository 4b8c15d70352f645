/** What the job keeps between runs, in a JetStream key-value bucket. */
@NullMarked
package io.millrace.cassandra.state;

import org.jspecify.annotations.NullMarked;
