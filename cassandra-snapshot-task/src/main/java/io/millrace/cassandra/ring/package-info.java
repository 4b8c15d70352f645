/** The token ring of a cluster, split into ranges that cover it exactly once. Independent of Cassandra's driver and of NATS. */
@NullMarked
package io.millrace.cassandra.ring;

import org.jspecify.annotations.NullMarked;
