/** What the job remembers from run to run, in a JetStream key-value bucket. */
@NullMarked
package io.millrace.cassandra.state;

import org.jspecify.annotations.NullMarked;
