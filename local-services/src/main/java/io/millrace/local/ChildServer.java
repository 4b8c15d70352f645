package io.millrace.local;

import java.util.Optional;

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

    /** @throws ServerFailedException if it has ended by itself */
    public final void requireRunning() {
        process.requireRunning();
    }

    @Override
    public final void freeze() {
        process.freeze();
    }

    @Override
    public final void thaw() {
        process.thaw();
    }

    @Override
    public final Optional<ProcessHandle> process() {
        return process.process();
    }
}
