package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import io.millrace.cassandra.publish.EventSizeLimit;
import io.millrace.cassandra.ring.TokenRange;
import io.millrace.cassandra.row.RejectedRowException;
import io.millrace.cassandra.row.RowConverter;
import io.millrace.cassandra.row.RowLookup;
import io.millrace.cassandra.row.SnapshotEvent;
import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.Row;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Reads one table as the job does, and returns the events that the job would publish. A row that the job rejects is an event
 * without a row. Not thread-safe.
 */
public final class TableReader {
    private static final int LOOKUPS_AT_ONCE = 64;

    private final RowConverter converter;
    private final RowQueries queries;
    private final EventSizeLimit sizeLimit;
    private final RowLookup lookup;
    private final PreparedStatement byKey;
    private final List<TokenRange> ranges;
    private final StopSignal never = new StopSignal();

    private Optional<PageReader> open = Optional.empty();
    private Deque<com.datastax.oss.driver.api.core.cql.Row> page = new ArrayDeque<>();
    private int nextRange;

    /** @param ranges the whole ring, in its order */
    TableReader(
            RowConverter converter,
            RowQueries queries,
            RowLookup lookup,
            PreparedStatement byKey,
            EventSizeLimit sizeLimit,
            List<TokenRange> ranges) {
        this.converter = converter;
        this.queries = queries;
        this.lookup = lookup;
        this.byKey = byKey;
        this.sizeLimit = sizeLimit;
        this.ranges = ranges;
    }

    /** Begins again with the first row. */
    public void rewind() {
        open = Optional.empty();
        page.clear();
        nextRange = 0;
    }

    /** The next rows in the order of the ring, at most as many as given and at most a page; empty at the end. */
    public List<ChangeEvent> next(int most) throws InterruptedException {
        List<ChangeEvent> events = new ArrayList<>();
        while (events.isEmpty() && hasRows()) {
            while (events.size() < most && !page.isEmpty()) {
                event(page.poll()).ifPresent(events::add);
            }
        }
        return events;
    }

    /** Reads pages until there are rows, or the ring ends. */
    private boolean hasRows() throws InterruptedException {
        while (page.isEmpty() && (open.isPresent() || nextRange < ranges.size())) {
            if (open.isEmpty()) {
                open = Optional.of(queries.open(ranges.get(nextRange++), never));
            }
            Optional<AsyncResultSet> read = open.get().next();
            read.ifPresent(rows -> rows.currentPage().forEach(page::add));
            open = read.isPresent() ? open : Optional.empty();
        }
        return !page.isEmpty();
    }

    /**
     * The rows with these keys that exist now.
     *
     * @param keys as in events; a column may have another type if its value is the same
     */
    public List<ChangeEvent> find(Collection<Row> keys) throws InterruptedException {
        List<ChangeEvent> found = new ArrayList<>();
        Deque<PageReader> underWay = new ArrayDeque<>();
        for (Row key : keys) {
            Optional<BoundStatement> statement = lookup.bind(byKey, key);
            if (statement.isPresent()) {
                underWay.add(queries.open(statement.get(), never));
            }
            if (underWay.size() == LOOKUPS_AT_ONCE) {
                take(underWay.poll(), found);
            }
        }
        while (!underWay.isEmpty()) {
            take(underWay.poll(), found);
        }
        return found;
    }

    private void take(PageReader rows, List<ChangeEvent> found) throws InterruptedException {
        rows.next()
                .ifPresent(read -> read.currentPage().forEach(row -> event(row).ifPresent(found::add)));
    }

    private Optional<ChangeEvent> event(com.datastax.oss.driver.api.core.cql.Row row) {
        try {
            Optional<SnapshotEvent> event = converter.convert(row);
            if (event.isPresent()) {
                sizeLimit.requireFits(event.get());
            }
            return event.map(each -> ChangeEvents.parse(each.body()));
        } catch (RejectedRowException e) {
            return Optional.of(converter.ofRejected(row));
        }
    }
}
