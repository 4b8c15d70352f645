package io.millrace.local;

/** A server that can be taken away and brought back, as faults do. Its data and its address outlive the process. */
public interface LocalServer extends AutoCloseable {
    /** Ends it at once, as a crash does (SIGKILL), and returns when it is gone. */
    void kill();

    /** Ends it in its own time (SIGTERM), and returns when it is gone. */
    void stop();

    /** Starts it again with the same address and data, stopping it first if it runs; returns when it answers. */
    void restart();

    /** The same as {@link #stop()}. */
    @Override
    default void close() {
        stop();
    }
}
