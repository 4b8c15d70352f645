/** NATS as every program of Millrace uses it: settings, connections, the stream's definition, the state bucket. */
@NullMarked
package io.millrace.nats;

import org.jspecify.annotations.NullMarked;
