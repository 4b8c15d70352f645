package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.servererrors.InvalidQueryException;
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

    private final TableIdentity table;
    private final StopSignal stop;
    private final Duration retryTimeout;
    private Supplier<CompletionStage<AsyncResultSet>> request;
    private Optional<CompletionStage<AsyncResultSet>> next;

    PageReader(
            Supplier<CompletionStage<AsyncResultSet>> firstPage,
            TableIdentity table,
            Duration retryTimeout,
            StopSignal stop) {
        this.table = table;
        this.retryTimeout = retryTimeout;
        this.stop = stop;
        request = firstPage;
        next = Optional.of(request.get());
    }

    /**
     * The next page; empty when there is none, or after the stop signal.
     *
     * @throws DriverException when the page could not be read before the retry timeout, or when the user may not read it
     * @throws IllegalStateException when the table was dropped and created again
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
        boolean refused = false;
        while (true) {
            try {
                AsyncResultSet page = result(attempt);
                if (refused) {
                    table.requireSame();
                }
                return Optional.of(page);
            } catch (DriverException failure) {
                if (isFinal(failure) || System.nanoTime() - deadline > 0) {
                    throw failure;
                }
                LOG.debug("Could not read a page; retrying", failure);
                if (failure instanceof InvalidQueryException refusal) {
                    table.refused(refusal);
                    refused = true;
                }
            }
            stop.sleep(backoff.failed().toNanos());
            if (stop.isGiven()) {
                return Optional.empty();
            }
            attempt = request.get();
        }
    }

    private static AsyncResultSet result(CompletionStage<AsyncResultSet> attempt) throws InterruptedException {
        try {
            return attempt.toCompletableFuture().get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof DriverException failure) {
                throw failure;
            }
            throw new IllegalStateException("Could not read a page", e.getCause());
        }
    }

    /** A table that is not there may only be unknown to a coordinator that has yet to learn the schema. */
    private static boolean isFinal(DriverException failure) {
        return failure instanceof UnauthorizedException || failure instanceof SyntaxError;
    }
}
