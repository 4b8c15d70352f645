package io.millrace.manticore.stream;

import io.millrace.nats.NatsFaultException;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Up to where a partition was certainly read, stored as metadata of its consumer. The consumer's own acknowledged
 * position does not show that: the server advances it when events expire unread, and a partition without events has an
 * old one though it missed nothing.
 */
final class ReadWatermark {
    private static final String KEY = "millrace-read-to";
    /** Where somebody moved the consumer to, which its successors keep. */
    private static final String MOVED_TO = "millrace-moved-to";

    private final ConsumerAdmin admin;
    private final String consumer;

    ReadWatermark(ConsumerAdmin admin, String consumer) {
        this.admin = admin;
        this.consumer = consumer;
    }

    static Optional<Long> of(ConsumerInfo info) {
        return metadata(info, KEY);
    }

    /** The position before which nobody wants to read any more: somebody moved the consumer there. */
    static long movedTo(ConsumerInfo info) {
        return metadata(info, MOVED_TO).orElse(0L);
    }

    private static Optional<Long> metadata(ConsumerInfo info, String key) {
        return Optional.ofNullable(info.getConsumerConfiguration().getMetadata())
                .map(metadata -> metadata.get(key))
                .map(Long::valueOf);
    }

    /** Stores it. */
    void note(ConsumerInfo info, long sequence) {
        note(info, sequence, movedTo(info));
    }

    /** Stores it in a new consumer. */
    void note(ConsumerInfo info, long sequence, long movedTo) {
        Map<String, String> metadata = new HashMap<>();
        if (info.getConsumerConfiguration().getMetadata() != null) {
            metadata.putAll(info.getConsumerConfiguration().getMetadata());
        }
        // The server adds its own entries, and refuses them from clients.
        metadata.keySet().removeIf(key -> key.startsWith("_nats"));
        metadata.put(KEY, Long.toString(sequence));
        if (movedTo > 0) {
            metadata.put(MOVED_TO, Long.toString(movedTo));
        }
        admin.annotate(info, metadata);
    }

    /**
     * Makes sure that the stream still holds everything after a position.
     *
     * @throws NatsFaultException when it may not
     */
    void requireHeld(StreamState stream, long readTo) {
        if (stream.getFirstSequence() > readTo + 1) {
            throw new NatsFaultException("Events expired before consumer " + consumer + " read them: it has read up to"
                    + " sequence " + readTo + ", and the stream begins at " + stream.getFirstSequence()
                    + ". The index may lack changes. Take a new snapshot of the source, stop the connector, and reset its"
                    + " offsets with DELETE /connectors/<name>/offsets; or accept the loss with PATCH to sequence "
                    + (stream.getFirstSequence() - 1));
        }
    }
}
