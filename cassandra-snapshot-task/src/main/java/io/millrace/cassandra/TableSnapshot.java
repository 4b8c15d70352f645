package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.millrace.cassandra.ring.RingPlan;
import io.millrace.cassandra.row.TableReader;
import io.millrace.cassandra.state.TableState;

/** One table on its way. */
record TableSnapshot(
        TableName name, TableReader reader, PreparedStatement statement, TableState state, RingPlan plan) {}
