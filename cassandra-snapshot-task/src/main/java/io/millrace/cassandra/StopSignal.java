package io.millrace.cassandra;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Why the job shall end before it is complete: the page that is under way is finished, and nothing more begun. */
final class StopSignal {
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CountDownLatch given = new CountDownLatch(1);
    private volatile Consumer<Throwable> listener = failure -> {};

    boolean isGiven() {
        return given.getCount() == 0;
    }

    /** Somebody wants the job to end. */
    void interrupt() {
        given.countDown();
    }

    /** The job cannot go on. The first reason is kept. */
    void fail(Throwable reason) {
        failure.compareAndSet(null, reason);
        given.countDown();
        listener.accept(reason);
    }

    /** Has somebody told of a failure, who waits for something that will not come then. */
    void onFailure(Consumer<Throwable> told) {
        listener = told;
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Waits, unless the signal comes before. */
    void sleep(long nanos) throws InterruptedException {
        given.await(nanos, TimeUnit.NANOSECONDS);
    }
}
