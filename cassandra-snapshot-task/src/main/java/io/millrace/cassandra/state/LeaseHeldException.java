package io.millrace.cassandra.state;

/** Another instance works on the snapshots of this source. */
public final class LeaseHeldException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LeaseHeldException(String owner) {
        super("Another instance, " + owner + ", is at work on this source; nothing was done");
    }
}
