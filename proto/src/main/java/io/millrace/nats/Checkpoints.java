package io.millrace.nats;

import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.util.List;

/** How far each topic partition was published to a stream, in case the stream's last messages do not show it. */
public final class Checkpoints {
    private final StateEntries<PublishProgress> entries;
    private final String prefix;

    private Checkpoints(StateEntries<PublishProgress> entries, String stream) {
        this.entries = entries;
        prefix = "progress." + StateBucket.token(stream) + '.';
    }

    /** The state bucket must exist when checkpoints are read or written. */
    public static Checkpoints open(Connection connection, String stream) throws IOException {
        return new Checkpoints(new StateEntries<>(connection, PublishProgress.getDefaultInstance()), stream);
    }

    /** The checkpoints of all topics with this partition number. */
    public List<PublishProgress> list(int partition) throws IOException, JetStreamApiException, InterruptedException {
        return entries.list(prefix + "*." + partition).stream()
                .map(StateEntries.Entry::message)
                .toList();
    }

    /** Stores a checkpoint, unless there is one of a later generation. */
    public void write(PublishProgress progress) throws IOException, JetStreamApiException, InterruptedException {
        entries.update(
                prefix + StateBucket.token(progress.getTopic()) + '.' + progress.getPartition(),
                stored -> stored.getGeneration() > progress.getGeneration() ? stored : progress);
    }
}
