package io.millrace.nats;

import com.google.protobuf.Message;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The entries of some keys as they were last read: all of them at first, or after many changes, else those that have
 * changed, so that thousands of entries cost no more than the changes. Thread-safe.
 */
final class EntryCache<M extends Message> {
    /** So many are faster read at once than one after another. */
    private static final long MANY = 500;

    private final String keys;
    private final Map<String, M> entries = new TreeMap<>();
    private String bucket = "";
    private long revision;

    /** @param keys a pattern, with NATS' wildcards */
    EntryCache(String keys) {
        this.keys = keys;
    }

    /** @param now the bucket's stream, as it was before this call */
    synchronized Collection<M> refresh(StateEntries<M> source, StreamInfo now)
            throws IOException, JetStreamApiException, InterruptedException {
        String created = String.valueOf(now.getCreateTime());
        long last = now.getStreamState().getLastSequence();
        if (!created.equals(bucket) || last < revision || last - revision > MANY) {
            entries.clear();
            revision = 0;
            source.newest(keys).forEach(this::take);
        } else if (last > revision) {
            source.changedSince(keys, revision).forEach(this::take);
        }
        bucket = created;
        revision = Math.max(revision, last);
        return List.copyOf(entries.values());
    }

    private void take(StateEntries.EntryChange<M> change) {
        change.message()
                .ifPresentOrElse(message -> entries.put(change.key(), message), () -> entries.remove(change.key()));
        revision = Math.max(revision, change.revision());
    }
}
