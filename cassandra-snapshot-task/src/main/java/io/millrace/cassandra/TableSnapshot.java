package io.millrace.cassandra;

import io.millrace.cassandra.ring.RingPlan;
import io.millrace.cassandra.row.RowConverter;
import io.millrace.cassandra.state.TableProgressEntry;

/** One table of a run: what is still to be read of it, and how. */
record TableSnapshot(
        CqlTableName name, RowConverter converter, RowQueries queries, TableProgressEntry entry, RingPlan plan) {}
