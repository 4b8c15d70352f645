package io.millrace.bridge.publish;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;

/**
 * How far one topic partition has come. A record is passed once it is in the stream for certain or was left out on
 * purpose; what is committed to Kafka is the end of the gapless run of passed records.
 */
public final class Lane {
    private static final long NONE = -1;

    private final TopicPartition topicPartition;
    private final Map<Long, Long> reissued = new HashMap<>();
    private long last = NONE;
    private long next = NONE;
    private int inFlight;
    private long generation;
    private long furthest = NONE;
    private long sent = Origin.Link.NONE;
    private long confirmed = Origin.Link.NONE;
    private long confirmedSequence;
    private long streamEnd;
    private long reported = NONE;
    private long currentAtNanos;

    public Lane(TopicPartition topicPartition) {
        this.topicPartition = topicPartition;
    }

    /** Goes on behind what the stream holds; where it holds nothing, where this lane was. */
    public void resume(StreamEnds ends) {
        Optional<StreamEnd> end = ends.endOf(topicPartition);
        generation = Math.max(generation, ends.generationOf(topicPartition));
        reissued.putAll(ends.withdrawnOf(topicPartition));
        streamEnd = ends.lastSequence();
        currentAtNanos = ends.readAtNanos();
        sent = end.map(each -> each.origin().position().offset()).orElse(Origin.Link.NONE);
        confirmed = sent;
        confirmedSequence = end.map(StreamEnd::sequence).orElse(streamEnd);
        if (end.isPresent()) {
            startAt(sent);
        } else {
            rewind();
        }
    }

    /** The topic was created anew: its offsets start over, and mean other records than those in the stream. */
    public void startOver() {
        generation++;
        sent = Origin.Link.NONE;
        confirmed = Origin.Link.NONE;
        confirmedSequence = streamEnd;
        reissued.clear();
        furthest = NONE;
        reported = NONE;
        startAt(0);
    }

    public TopicPartition topicPartition() {
        return topicPartition;
    }

    /** Whether this lane knows any offset yet. */
    public boolean isStarted() {
        return next != NONE;
    }

    /** The offset to go on from when everything in flight is taken for lost. */
    public long next() {
        return next;
    }

    public boolean isIdle() {
        return inFlight == 0;
    }

    /** A record has arrived. */
    public void arrived(long offset) {
        if (!isStarted()) {
            startAt(offset);
        }
    }

    /** A record is in the stream already, or was left out on purpose. */
    public void passed(long offset) {
        arrived(offset);
        last = offset;
        if (inFlight == 0) {
            next = offset + 1;
        }
    }

    /** Whether a record was sent before, on a session that broke. */
    public boolean wasSent(long offset) {
        return offset <= furthest;
    }

    /** Whether this is the first time that a record has turned out to be bad. */
    public boolean reportsFirst(long offset) {
        boolean first = offset > reported;
        reported = Math.max(reported, offset);
        return first;
    }

    /** Takes everything in flight for lost. */
    public void rewind() {
        if (isStarted()) {
            startAt(next);
        }
    }

    long generation() {
        return generation;
    }

    /** How the next message hangs together with those before. */
    Origin.Link link() {
        return new Origin.Link(sent, confirmed, confirmedSequence);
    }

    /** By which JetStream knows a message again. */
    String messageId(long offset) {
        String id = Origin.text(topicPartition, offset, generation);
        Long withdrawn = reissued.isEmpty() ? null : reissued.get(offset);
        return withdrawn == null ? id : id + '#' + withdrawn;
    }

    void sent(long offset) {
        arrived(offset);
        last = offset;
        sent = offset;
        furthest = Math.max(furthest, offset);
        inFlight++;
    }

    /** Until when it is certain that nobody else had published the next record. */
    long currentAtNanos() {
        return currentAtNanos;
    }

    /** The next record was not in the stream at this time. */
    void isCurrent(long atNanos) {
        currentAtNanos = Math.max(currentAtNanos, atNanos);
    }

    /** The oldest record in flight is in the stream. */
    void acknowledged(long offset, long sequence) {
        inFlight--;
        next = inFlight == 0 ? last + 1 : offset + 1;
        confirmed = offset;
        confirmedSequence = sequence;
    }

    /**
     * JetStream did not store a message since it had stored one with this id before, at this sequence. False when that
     * one is no longer there: then the message needs another id.
     */
    boolean isStored(long offset, long sequence) {
        if (sequence > streamEnd) {
            // It came, on a broken connection, after we had looked where the stream ends.
            return true;
        }
        reissued.put(offset, sequence);
        return false;
    }

    private void startAt(long offset) {
        inFlight = 0;
        next = offset;
        last = offset - 1;
    }
}
