/** NATS, as all programs of Millrace use it: settings, connections, the stream's definition, the state bucket. */
@NullMarked
package io.millrace.nats;

import org.jspecify.annotations.NullMarked;
