package io.millrace.manticore.index;

import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.RowChange;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The index as one partition of the stream writes to it. Not thread-safe. */
public interface TargetIndex {
    /** @throws IndexUnavailableException when Manticore does not answer */
    void requireHealthy();

    /** Forgets what is known about tables; after an outage they may have changed. */
    void forgetTables();

    /** How long events live in the stream, and so how long a deleted row must be remembered; empty for ever. */
    void keepTombstones(Optional<Duration> age);

    /** Whether rows of the partition may expire: then changes, or none, must be applied several times a minute. For any thread. */
    boolean rowsMayExpire();

    /**
     * Applies changes, given in the order of their stream; returns when they are committed. Removes what has expired.
     *
     * @throws IndexUnavailableException when it is unknown what was committed: everything that was not acknowledged must
     *     be applied again
     * @throws TableChangedException when the changes must be mapped again
     */
    BatchResult apply(List<RowChange> changes);
}
