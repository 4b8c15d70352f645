package io.millrace.nats;

import com.google.protobuf.Message;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.KeyValue;
import io.nats.client.api.KeyValueOperation;
import io.nats.client.api.MessageInfo;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Messages of one type in the {@link StateBucket}, one per key, as text. Every change is compare-and-set, and reads ask
 * the bucket's leader. The bucket must exist. After an IOException a change may or may not have been made; all changes
 * can be repeated.
 */
final class StateEntries<M extends Message> {
    private static final String OPERATION = "KV-Operation";

    private final Connection connection;
    private final KeyValue bucket;
    private final EntryText<M> text;

    StateEntries(Connection connection, M prototype) throws IOException {
        this.connection = connection;
        this.bucket = connection.keyValue(StateBucket.NAME);
        this.text = new EntryText<>(prototype);
    }

    /** An entry as it was read; the revision shows whether it has changed since. */
    record Entry<M>(M message, String unknown, long revision) {}

    /** An entry as it was written; without a message if it was deleted. */
    record EntryChange<M>(String key, Optional<M> message, long revision) {}

    Optional<Entry<M>> find(String key) throws IOException, JetStreamApiException, InterruptedException {
        return read(Set.of(StateBucket.subject(key))).stream().findFirst();
    }

    /** @param keys a pattern with NATS wildcards */
    List<Entry<M>> list(String keys) throws IOException, JetStreamApiException, InterruptedException {
        return parse(LastMessages.read(connection, StateBucket.STREAM, StateBucket.subject(keys)));
    }

    /** The last change of each entry. */
    List<EntryChange<M>> newest(String keys) throws IOException, JetStreamApiException, InterruptedException {
        return changes(LastMessages.read(connection, StateBucket.STREAM, StateBucket.subject(keys)));
    }

    /** The same for entries that were written or deleted after a revision. */
    List<EntryChange<M>> changedSince(String keys, long revision)
            throws IOException, JetStreamApiException, InterruptedException {
        List<MessageInfo> messages = new ArrayList<>();
        long from = revision + 1;
        for (Optional<MessageInfo> next = next(keys, from); next.isPresent(); next = next(keys, from)) {
            messages.add(next.get());
            from = next.get().getSeq() + 1;
        }
        return changes(messages);
    }

    private Optional<MessageInfo> next(String keys, long from)
            throws IOException, JetStreamApiException, InterruptedException {
        return LastMessages.next(connection, StateBucket.STREAM, StateBucket.subject(keys), from);
    }

    /** Writes a new entry; returns false if it already exists. */
    boolean create(String key, M message) throws IOException, JetStreamApiException {
        return JetStreamError.WRONG_LAST_SEQUENCE
                .asEmpty(() -> bucket.create(key, text.print(message, "")))
                .isPresent();
    }

    /**
     * Changes an entry, even if others are changing it too.
     *
     * @param change called with an empty message if there is no entry; an unchanged result is not written
     * @return what the entry is now
     */
    M update(String key, UnaryOperator<M> change) throws IOException, JetStreamApiException, InterruptedException {
        while (true) {
            Optional<Entry<M>> found = find(key);
            M before = found.map(Entry::message).orElseGet(text::empty);
            M after = change.apply(before);
            if (after.equals(before) || found.isEmpty() && create(key, after)) {
                return after;
            }
            if (found.isPresent() && replace(key, found.get(), after)) {
                return after;
            }
        }
    }

    /** Removes an entry unless it has changed since it was read; returns whether it is gone. */
    boolean delete(String key, long revision) throws IOException, JetStreamApiException {
        return JetStreamError.WRONG_LAST_SEQUENCE
                .asEmpty(() -> {
                    bucket.delete(key, revision);
                    return key;
                })
                .isPresent();
    }

    private boolean replace(String key, Entry<M> found, M after) throws IOException, JetStreamApiException {
        return JetStreamError.WRONG_LAST_SEQUENCE
                .asEmpty(() -> bucket.update(key, text.print(after, found.unknown()), found.revision()))
                .isPresent();
    }

    private List<Entry<M>> read(Collection<String> subjects)
            throws IOException, JetStreamApiException, InterruptedException {
        return parse(LastMessages.read(connection, StateBucket.STREAM, subjects));
    }

    private List<Entry<M>> parse(List<MessageInfo> messages) throws IOException {
        List<Entry<M>> entries = new ArrayList<>();
        for (MessageInfo message : messages) {
            if (isThere(message)) {
                entries.add(entry(message));
            }
        }
        return entries;
    }

    private List<EntryChange<M>> changes(List<MessageInfo> messages) throws IOException {
        List<EntryChange<M>> changes = new ArrayList<>();
        for (MessageInfo message : messages) {
            Optional<M> written = isThere(message) ? Optional.of(entry(message).message()) : Optional.empty();
            changes.add(new EntryChange<>(String.valueOf(message.getSubject()), written, message.getSeq()));
        }
        return changes;
    }

    private Entry<M> entry(MessageInfo message) throws IOException {
        return text.parse(message.getSubject(), message.getData(), message.getSeq());
    }

    private static boolean isThere(MessageInfo message) {
        Headers headers = message.getHeaders();
        String operation = headers == null ? null : headers.getFirst(OPERATION);
        return operation == null || operation.equals(KeyValueOperation.PUT.getHeaderValue());
    }
}
