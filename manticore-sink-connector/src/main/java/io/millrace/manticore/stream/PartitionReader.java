package io.millrace.manticore.stream;

import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsUnavailableException;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one partition in order and without a gap. Opened again, it continues right after the last
 * acknowledged event. Not thread-safe.
 */
public interface PartitionReader {
    int partition();

    /**
     * Starts after the last acknowledged event.
     *
     * @throws NatsUnavailableException when NATS does not answer or the stream does not exist
     * @throws NatsFaultException when events may have expired unread
     */
    void open();

    /** Up to where events are acknowledged, as of the last {@link #open} or {@link #openAt}. */
    long floor();

    /**
     * Starts with an event that the stream still has, whatever was acknowledged.
     *
     * @throws NatsUnavailableException when NATS does not answer or the stream does not exist
     */
    void openAt(long sequence);

    /**
     * Asks the server whether the partition is still read by nobody else; may be called by any thread.
     *
     * @return throws {@link NatsUnavailableException} when NATS does not answer
     */
    BooleanSupplier ownership();

    /**
     * After the last write: if somebody else reads the partition now, who may have read on before a write ended, makes
     * them read again from this reader's last acknowledged event.
     *
     * @throws NatsUnavailableException when NATS does not answer
     */
    void handBack();

    /** Drops what was read and not acknowledged. */
    void close();

    boolean isOpen();

    /**
     * Asks the server how many events wait to be read, while the reader is not open.
     *
     * @throws NatsUnavailableException when NATS does not answer or the stream does not exist
     */
    void refreshPending();

    /**
     * The next event; null when there is none yet.
     *
     * @throws NatsUnavailableException when deliveries were lost: the reader must be opened again
     */
    @Nullable
    DeliveredEvent next();

    /** Whether {@link #next} has an event or throws. */
    boolean hasNext();

    /** How many events {@link #next} has yet to return, here and on the server, as far as the server has said. */
    long pending();

    /** How long the stream keeps events, as of the last {@link #open}; empty for ever. */
    Optional<Duration> retention();

    /** Acknowledges an event and everything before it. */
    void acknowledge(DeliveredEvent event);

    /** Tells the server that events are still being processed. */
    void extend(Collection<DeliveredEvent> events);

    /**
     * Verifies, once in a while, that events arrive when there are some, and that none expired unread. Must be called in
     * each round of the task's thread.
     *
     * @throws NatsUnavailableException when the reader must be opened again
     * @throws NatsFaultException when events may have expired unread
     */
    void check();

    /** How many bytes of events were taken and are still in memory, which counts with what the reader asks for. */
    void inProgress(long bytes);

    /** Wakes the task's thread when this many events have arrived, or anything else happens. */
    void wakeAfter(int events);
}
