package io.millrace.fault.checker;

/**
 * Events of one partition of the stream.
 *
 * @param lastSequence the greatest of their sequences in the stream
 */
record EventCount(long events, long lastSequence) {
    EventCount plus(EventCount other) {
        return new EventCount(events + other.events, Math.max(lastSequence, other.lastSequence));
    }

    @Override
    public String toString() {
        return events + " events up to sequence " + lastSequence;
    }
}
