package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.millrace.cassandra.ring.RingPlan;
import io.millrace.cassandra.row.RowConverter;
import io.millrace.cassandra.state.TableProgressEntry;

/** One table on its way. */
record TableSnapshot(
        CqlTableName name, RowConverter reader, PreparedStatement statement, TableProgressEntry state, RingPlan plan) {}
