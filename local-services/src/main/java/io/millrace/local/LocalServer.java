package io.millrace.local;

import java.util.Optional;

/** A server that a test can stop and bring back. Its data and its address outlive the process. */
public interface LocalServer extends AutoCloseable {
    /** Kills it, like a crash (SIGKILL); returns once it has ended. */
    void kill();

    /** Shuts it down (SIGTERM); returns once it has ended. */
    void stop();

    /** Starts it again with the same address and data, after stopping it if it is running; returns once it answers. */
    void restart();

    /** Suspends it (SIGSTOP), with its connections open, until {@link #thaw}. */
    void freeze();

    void thaw();

    /** Its process, if it runs as one of this machine. */
    default Optional<ProcessHandle> process() {
        return Optional.empty();
    }

    /** The same as {@link #stop()}. */
    @Override
    default void close() {
        stop();
    }
}
