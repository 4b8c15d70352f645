package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.ConsistencyLevel;
import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.metadata.schema.TableMetadata;
import io.millrace.cassandra.ring.TokenRange;
import io.millrace.cassandra.row.RowConverter;

/** Reads the rows of one table. Thread-safe. */
final class RowQueries {
    private final SnapshotSettings settings;
    private final CassandraCluster cluster;
    private final TableIdentity identity;
    private final PreparedStatement byRange;

    RowQueries(SnapshotSettings settings, CassandraCluster cluster, TableMetadata table, RowConverter converter) {
        this.settings = settings;
        this.cluster = cluster;
        CqlTableName name = CqlTableName.of(table);
        identity = new TableIdentity(name, table.getId(), () -> cluster.currentId(name));
        byRange = cluster.session().prepare(converter.select());
    }

    /** Begins to read a range from its replicas. */
    PageReader open(TokenRange range, StopSignal stop) {
        return open(
                byRange.bind(range.start(), range.end())
                        .setRoutingToken(cluster.ring().routingToken(range))
                        .setPageSize(settings.number(SnapshotSetting.PAGE_SIZE)),
                stop);
    }

    /** Begins to read what a query selects. */
    PageReader open(BoundStatement statement, StopSignal stop) {
        ConsistencyLevel consistency = DefaultConsistencyLevel.valueOf(settings.text(SnapshotSetting.CONSISTENCY));
        BoundStatement query = statement.setConsistencyLevel(consistency).setIdempotent(true);
        return new PageReader(
                () -> cluster.session().executeAsync(query),
                identity,
                settings.duration(SnapshotSetting.RETRY_TIMEOUT_MS),
                stop);
    }
}
