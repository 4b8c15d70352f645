package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.config.DriverExecutionProfile;
import com.datastax.oss.driver.api.core.context.DriverContext;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.metadata.Node;
import com.datastax.oss.driver.api.core.session.Request;
import com.datastax.oss.driver.api.core.specex.SpeculativeExecutionPolicy;
import com.datastax.oss.driver.api.core.tracker.RequestTracker;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Records the requests of every driver whose configuration names this class. */
public final class RequestLog implements RequestTracker {
    private static final Queue<Request> REQUESTS = new ConcurrentLinkedQueue<>();
    private static volatile @Nullable DriverContext driver;

    public RequestLog(DriverContext context) {
        driver = context;
    }

    /** The recorded statements that read a table. */
    static List<BoundStatement> statements(String table) {
        return REQUESTS.stream()
                .filter(BoundStatement.class::isInstance)
                .map(BoundStatement.class::cast)
                .filter(each -> each.getPreparedStatement().getQuery().contains(table))
                .toList();
    }

    static SpeculativeExecutionPolicy speculativeExecutionPolicy() {
        return java.util.Objects.requireNonNull(driver)
                .getSpeculativeExecutionPolicy(DriverExecutionProfile.DEFAULT_NAME);
    }

    @Override
    public void onSuccess(
            Request request, long latencyNanos, DriverExecutionProfile profile, Node node, String logPrefix) {
        REQUESTS.add(request);
    }

    @Override
    public void close() {}
}
