package io.millrace.fault.workload;

import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/** How long a writer waits between two transactions. Not thread-safe. */
interface Pace {
    /** @param now as {@link System#nanoTime} says it */
    long pauseNanos(long now);

    /** Waits until the next transaction is to be written. */
    default void await() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(pauseNanos(System.nanoTime()));
    }

    /** The steady one of a share of this rate, or the other one if there is none. */
    static Pace of(OptionalInt rate, double share, Pace otherwise) {
        return rate.isPresent() ? steady(rate.getAsInt() * share, System.nanoTime()) : otherwise;
    }

    /** Bursts of random lengths, with random pauses between them. */
    static Pace bursts(Random random, int longest, int longestPauseMs) {
        return new Pace() {
            private int left = 1 + random.nextInt(longest);

            @Override
            public long pauseNanos(long now) {
                if (--left > 0) {
                    return 0;
                }
                left = 1 + random.nextInt(longest);
                return TimeUnit.MILLISECONDS.toNanos(random.nextInt(longestPauseMs));
            }
        };
    }

    /**
     * Never more than so many a second: what could not be written while a server was away is not made up for.
     *
     * @param start as {@link System#nanoTime} says it
     */
    static Pace steady(double perSecond, long start) {
        long interval = (long) (TimeUnit.SECONDS.toNanos(1) / perSecond);
        return new Pace() {
            private long due = start;

            @Override
            public long pauseNanos(long now) {
                due += interval;
                if (due - now < 0) {
                    due = now;
                }
                return due - now;
            }
        };
    }
}
