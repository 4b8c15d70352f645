package io.millrace.cassandra.state;

/** Another instance is working on the snapshots of this source. */
public final class LeaseHeldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseHeldException(String owner) {
        super("Another instance, " + owner + ", is working on this source; nothing was done");
    }
}
