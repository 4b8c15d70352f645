package io.millrace.cassandra;

import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Tells the job to end early: readers finish the page they are on and start nothing more. Thread-safe. */
final class StopSignal {
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final CountDownLatch given = new CountDownLatch(1);
    private volatile Consumer<Throwable> listener = failure -> {};

    boolean isGiven() {
        return given.getCount() == 0;
    }

    /** Ends the job on request. */
    void interrupt() {
        given.countDown();
    }

    /** Ends the job because it cannot continue. The first reason is kept. */
    void fail(Throwable reason) {
        failure.compareAndSet(null, reason);
        given.countDown();
        listener.accept(reason);
    }

    /** Sets a listener, for one who waits for something that will not come after a failure. */
    void onFailure(Consumer<Throwable> newListener) {
        listener = newListener;
    }

    Optional<Throwable> failure() {
        return Optional.ofNullable(failure.get());
    }

    /** Sleeps, but wakes when the signal is given. */
    void sleep(long nanos) throws InterruptedException {
        given.await(nanos, TimeUnit.NANOSECONDS);
    }
}
