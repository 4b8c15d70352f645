package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.DriverExecutionException;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells whether a table that Cassandra did not know for a moment is still the same table. Thread-safe. */
final class TableIdentity {
    private static final Logger LOG = LoggerFactory.getLogger(TableIdentity.class);

    private final CqlTableName name;
    private final Optional<UUID> planned;
    private final Supplier<Optional<UUID>> current;
    private final AtomicBoolean refused = new AtomicBoolean();

    /**
     * @param planned the id of the table that is to be read
     * @param current asks the cluster for the id that the table of this name has now
     */
    TableIdentity(CqlTableName name, Optional<UUID> planned, Supplier<Optional<UUID>> current) {
        this.name = name;
        this.planned = planned;
        this.current = current;
    }

    /** Called when Cassandra refuses a query of the table that it has accepted before. */
    void refused(InvalidQueryException refusal) {
        if (!refused.getAndSet(true)) {
            LOG.warn("Cassandra refuses to read {}; asking again: {}", name, refusal.getMessage());
        }
    }

    /**
     * Called when the table can be read after it was refused.
     *
     * @throws IllegalStateException when it is another table: old paging states would skip rows of it
     * @throws DriverException when the node that was asked does not know the table yet, so that nothing can be told
     */
    void requireSame() {
        Optional<UUID> now = current.get();
        if (now.isEmpty() && planned.isPresent()) {
            throw new DriverExecutionException(
                    new IllegalStateException("A node of the cluster does not know table " + name));
        }
        if (!now.equals(planned)) {
            throw new IllegalStateException("Table " + name + " was dropped and created again while it was read. The"
                    + " progress recorded for the old table does not count for the new one");
        }
        refused.set(false);
    }
}
