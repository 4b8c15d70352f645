package io.millrace.cassandra;

/** How a run ended, with the exit code of the process. */
enum SnapshotOutcome {
    COMPLETE(0),
    REJECTED_ROWS(1),
    BAD_CONFIGURATION(2),
    FAILED(3),
    INTERRUPTED(4);

    private final int exitCode;

    SnapshotOutcome(int exitCode) {
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
