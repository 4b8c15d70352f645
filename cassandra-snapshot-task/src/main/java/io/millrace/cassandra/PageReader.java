package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.servererrors.SyntaxError;
import com.datastax.oss.driver.api.core.servererrors.UnauthorizedException;
import io.millrace.pace.Backoff;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the pages of one range, fetching the next page while the caller works on the last one. Not thread-safe. */
final class PageReader {
    private static final Logger LOG = LoggerFactory.getLogger(PageReader.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final StopSignal stop;
    private final Duration retryTimeout;
    private Supplier<CompletionStage<AsyncResultSet>> request;
    private Optional<CompletionStage<AsyncResultSet>> next;

    PageReader(CqlSession session, BoundStatement statement, Duration retryTimeout, StopSignal stop) {
        this(() -> session.executeAsync(statement), retryTimeout, stop);
    }

    PageReader(Supplier<CompletionStage<AsyncResultSet>> firstPage, Duration retryTimeout, StopSignal stop) {
        this.retryTimeout = retryTimeout;
        this.stop = stop;
        request = firstPage;
        next = Optional.of(request.get());
    }

    /**
     * The next page; empty when there is none, or after the stop signal.
     *
     * @throws DriverException when the page could not be read before the retry timeout, or when the user may not read it
     */
    Optional<AsyncResultSet> next() throws InterruptedException {
        if (next.isEmpty()) {
            return Optional.empty();
        }
        Optional<AsyncResultSet> page = await(next.get());
        next = Optional.empty();
        page.filter(AsyncResultSet::hasMorePages).ifPresent(current -> {
            request = current::fetchNextPage;
            if (!stop.isGiven()) {
                next = Optional.of(request.get());
            }
        });
        return page;
    }

    private Optional<AsyncResultSet> await(CompletionStage<AsyncResultSet> first) throws InterruptedException {
        CompletionStage<AsyncResultSet> attempt = first;
        long deadline = System.nanoTime() + retryTimeout.toNanos();
        Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
        while (true) {
            try {
                return Optional.of(attempt.toCompletableFuture().get());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof DriverException failure)) {
                    throw new IllegalStateException("Could not read a page", e.getCause());
                }
                if (isFinal(failure) || System.nanoTime() - deadline > 0) {
                    throw failure;
                }
                LOG.debug("Could not read a page; retrying", failure);
            }
            stop.sleep(backoff.failed().toNanos());
            if (stop.isGiven()) {
                return Optional.empty();
            }
            attempt = request.get();
        }
    }

    /** A table that is not there may only be unknown to a coordinator that has yet to learn the schema. */
    private static boolean isFinal(DriverException failure) {
        return failure instanceof UnauthorizedException || failure instanceof SyntaxError;
    }
}
