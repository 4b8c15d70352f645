package io.millrace.manticore.stream;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the messages of one session and wakes the task's thread when as many have come as it waits for: to wake it for
 * each message would cost more than the message. Counted up by the thread of the connection.
 */
final class ArrivalCount {
    private final Mailbox mailbox;
    private final AtomicLong arrived = new AtomicLong();
    private volatile long wakeAt;
    /** Of the task's thread. */
    private long taken;

    ArrivalCount(Mailbox mailbox) {
        this.mailbox = mailbox;
    }

    /** A message was added to the mailbox. */
    void arrived(boolean wake) {
        if (arrived.incrementAndGet() >= wakeAt || wake) {
            // Before the thread is woken: it may set the next threshold at once.
            wakeAt = Long.MAX_VALUE;
            mailbox.wake();
        }
    }

    /** The task's thread has taken a message from the mailbox. */
    void taken() {
        taken++;
    }

    /** Wakes the task's thread when this many more messages have come than it has taken. */
    void wakeAfter(int messages) {
        wakeAt = taken + messages;
        // Some may have come before the threshold was set.
        if (arrived.get() >= wakeAt) {
            mailbox.wake();
        }
    }
}
