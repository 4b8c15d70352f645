package io.millrace.bridge.publish;

import java.util.Optional;

/**
 * Proves that the messages of a topic partition are in the stream without a gap: each names the record sent before it,
 * and the record up to which all were known to be stored. Also knows until when it was certain that no other task had
 * published the next record.
 */
final class OriginChain {
    private long sent = Origin.Link.NONE;
    private long confirmed = Origin.Link.NONE;
    private long confirmedSequence;
    private long streamEnd;
    private long currentAtNanos;

    /**
     * Continues after a message of the stream.
     *
     * @param streamEnd the stream's last sequence when it was read
     * @param readAtNanos a time before the stream was read
     */
    void resume(Optional<StreamOffset> last, long streamEnd, long readAtNanos) {
        this.streamEnd = streamEnd;
        currentAtNanos = readAtNanos;
        restart(
                last.map(each -> each.position().offset()).orElse(Origin.Link.NONE),
                last.map(StreamOffset::sequence).orElse(streamEnd));
    }

    /** Begins with the next message, after everything that the stream held when it was read. */
    void startOver() {
        restart(Origin.Link.NONE, streamEnd);
    }

    /** What the next message says about those before it. */
    Origin.Link link() {
        return new Origin.Link(sent, confirmed, confirmedSequence);
    }

    /** Where in the stream the last acknowledged message is, or the last one of the stream when it was read. */
    long confirmedSequence() {
        return confirmedSequence;
    }

    void sent(long offset) {
        sent = offset;
    }

    void acknowledged(long offset, long sequence) {
        confirmed = offset;
        confirmedSequence = sequence;
    }

    /** The last time at which no other task had published the next record. */
    long currentAtNanos() {
        return currentAtNanos;
    }

    /** The next record was not in the stream at this time. */
    void wasCurrent(long atNanos) {
        currentAtNanos = Math.max(currentAtNanos, atNanos);
    }

    private void restart(long offset, long sequence) {
        sent = offset;
        confirmed = offset;
        confirmedSequence = sequence;
    }
}
