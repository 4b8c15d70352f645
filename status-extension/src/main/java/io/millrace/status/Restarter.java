package io.millrace.status;

import java.io.IOException;

/** Restarts a connector or a task. */
interface Restarter {
    /** @throws IOException when the worker does not do it, with its answer */
    void restart(RestartTarget target) throws IOException, InterruptedException;
}
