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

    @Override
    public final void freeze() {
        process.freeze();
    }

    @Override
    public final void thaw() {
        process.thaw();
    }
}
