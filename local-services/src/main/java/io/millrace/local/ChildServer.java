package io.millrace.local;

/** A server that is a child process of this JVM. */
abstract class ChildServer implements LocalServer {
    private final ServerProcess process;

    ChildServer(ServerProcess process) {
        this.process = process;
    }

    @Override
    public final void kill() {
        process.kill();
    }

    @Override
    public final void stop() {
        process.stop();
    }

    @Override
    public final void restart() {
        process.restart();
    }

    /** Suspends it (SIGSTOP), with its connections open, until {@link #thaw}. */
    public final void freeze() {
        process.freeze();
    }

    public final void thaw() {
        process.thaw();
    }
}
