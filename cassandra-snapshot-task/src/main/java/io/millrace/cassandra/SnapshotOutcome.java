package io.millrace.cassandra;

/** How a run ended, and what the process exits with. */
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
