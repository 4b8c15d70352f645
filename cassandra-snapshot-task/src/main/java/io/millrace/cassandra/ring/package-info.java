/** The token ring of a cluster, cut into ranges that cover it once. Knows neither Cassandra's driver nor NATS. */
@NullMarked
package io.millrace.cassandra.ring;

import org.jspecify.annotations.NullMarked;
