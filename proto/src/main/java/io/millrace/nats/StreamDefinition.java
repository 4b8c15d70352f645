package io.millrace.nats;

import io.millrace.event.Subject;
import io.nats.client.api.CompressionOption;
import io.nats.client.api.DiscardPolicy;
import io.nats.client.api.RetentionPolicy;
import io.nats.client.api.StorageType;
import io.nats.client.api.StreamConfiguration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The stream that the contract requires: every subject under {@code cdc.>} on disk for {@code maxAge}.
 *
 * @param maxBytes the maximum size of the stream, -1 for no limit; a full stream refuses new events instead of losing
 *     old ones
 */
public record StreamDefinition(
        String name, Duration maxAge, Duration duplicateWindow, int replicas, long maxBytes, boolean compressed) {
    public static final String DEFAULT_NAME = "CDC";
    public static final Duration DEFAULT_MAX_AGE = Duration.ofDays(7);
    public static final Duration DEFAULT_DUPLICATE_WINDOW = Duration.ofMinutes(2);

    public static final String SUBJECTS = Subject.PREFIX + ".>";

    public static StreamDefinition withDefaults(String name) {
        return new StreamDefinition(name, DEFAULT_MAX_AGE, DEFAULT_DUPLICATE_WINDOW, 1, -1, true);
    }

    /** The stream to create if there is none. */
    public StreamConfiguration toConfiguration() {
        return StreamConfiguration.builder()
                .name(name)
                .subjects(SUBJECTS)
                .storageType(StorageType.File)
                .maxAge(maxAge)
                .duplicateWindow(duplicateWindow)
                .replicas(replicas)
                .maxBytes(maxBytes)
                // DiscardOld would silently drop unread events of a full stream.
                .discardPolicy(DiscardPolicy.New)
                .compressionOption(compressed ? CompressionOption.S2 : CompressionOption.None)
                .allowDirect(true)
                .build();
    }

    /** How a suitable stream differs from this definition, each difference with its consequence. */
    public List<String> notes(StreamConfiguration actual) {
        List<String> notes = new ArrayList<>();
        boolean drops = actual.getDiscardPolicy() == DiscardPolicy.Old;
        if (actual.getMaxBytes() > 0 && (drops || actual.getMaxBytes() != maxBytes)) {
            notes.add("Stream " + name + " may hold " + actual.getMaxBytes() + " bytes (max_bytes)" + whenFull(drops));
        }
        if (actual.getMaxMsgs() > 0) {
            notes.add("Stream " + name + " may hold " + actual.getMaxMsgs() + " messages (max_msgs)" + whenFull(drops));
        }
        return notes;
    }

    private static String whenFull(boolean drops) {
        return drops
                ? "; when it is full it drops its oldest events, read or not: set its discard policy to new"
                : "; when it is full it refuses events, and publishers wait until old ones expire";
    }

    /** Why an existing stream is unsuitable, each reason with its remedy; empty if it is suitable. */
    public List<String> faults(StreamConfiguration actual) {
        List<String> faults = new ArrayList<>();
        if (!actual.getSubjects().contains(SUBJECTS)) {
            faults.add("Stream " + name + " covers the subjects " + actual.getSubjects() + ", not " + SUBJECTS
                    + "; add that subject to it");
        }
        if (actual.getSealed()) {
            faults.add("Stream " + name + " is sealed and takes no messages; name another stream");
        }
        if (actual.getNoAck()) {
            faults.add("Stream " + name + " does not acknowledge messages (no_ack), so losses would go unnoticed;"
                    + " switch no_ack off");
        }
        if (actual.getRetentionPolicy() != RetentionPolicy.Limits) {
            faults.add("Stream " + name + " drops messages once they are read (retention " + actual.getRetentionPolicy()
                    + "); its retention must be limits");
        }
        if (actual.getMaxMsgsPerSubject() > 0) {
            faults.add("Stream " + name + " keeps only " + actual.getMaxMsgsPerSubject()
                    + " messages per subject; lift that limit (max_msgs_per_subject)");
        }
        Duration age = actual.getMaxAge();
        if (!age.isZero() && age.compareTo(maxAge) < 0) {
            faults.add("Stream " + name + " keeps messages for " + age + ", less than the configured " + maxAge
                    + "; raise its max_age or lower the setting");
        }
        Duration window = actual.getDuplicateWindow();
        if (window.compareTo(duplicateWindow) < 0) {
            faults.add("Stream " + name + " remembers message ids for " + window + ", less than the configured "
                    + duplicateWindow + "; raise its duplicate_window or lower the setting");
        }
        return faults;
    }
}
