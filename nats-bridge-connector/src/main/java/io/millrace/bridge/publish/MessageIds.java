package io.millrace.bridge.publish;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The ids by which JetStream recognizes the messages of a topic partition. A record published again has the same id,
 * unless JetStream remembers that id from a message that is no longer in the stream.
 */
final class MessageIds {
    private final String key;
    /** Sequences that messages with the ordinary id had in the stream, by offset. */
    private final Map<Long, Long> removed = new HashMap<>();

    private long generation;
    private long streamEnd;

    MessageIds(TopicPartition topicPartition) {
        key = Origin.keyOf(topicPartition);
    }

    /**
     * @param ofStream the generation that the stream and the offset resets show
     * @param withdrawn messages that were taken out of the stream: offset to sequence
     * @param lastSequence the stream's last sequence when it was read
     */
    void resume(long ofStream, Map<Long, Long> withdrawn, long lastSequence) {
        generation = Math.max(generation, ofStream);
        removed.putAll(withdrawn);
        streamEnd = lastSequence;
    }

    /** From now on the offsets belong to other records. */
    void startOver() {
        generation++;
        removed.clear();
    }

    /** See {@link Origin#generation}. */
    long generation() {
        return generation;
    }

    String of(long offset) {
        String id = Origin.text(key, offset, generation);
        Long sequence = removed.isEmpty() ? null : removed.get(offset);
        return sequence == null ? id : id + '#' + Origin.base36(sequence);
    }

    /**
     * JetStream dropped a message as a duplicate of the one at this sequence. Returns false if that one is no longer
     * there; the message then gets another id.
     */
    boolean isStored(long offset, long sequence) {
        if (sequence > streamEnd) {
            // It arrived on a broken connection after we had read the end of the stream.
            return true;
        }
        removed.put(offset, sequence);
        return false;
    }
}
