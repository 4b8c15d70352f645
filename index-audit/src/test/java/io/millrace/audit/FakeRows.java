package io.millrace.audit;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.audit.source.SourceRows;
import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Row;
import io.millrace.event.SourceTable;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A source table in memory. */
final class FakeRows implements SourceRows {
    private final TreeMap<Row, ChangeEvent> rows;
    private final boolean inKeyOrder;
    private Optional<Row> last = Optional.empty();
    private Runnable afterChunk = () -> {};

    FakeRows(Comparator<Row> order, boolean inKeyOrder) {
        rows = new TreeMap<>(order);
        this.inKeyOrder = inKeyOrder;
    }

    synchronized void put(ChangeEvent event) {
        rows.put(event.getKey(), event);
    }

    synchronized void remove(Row key) {
        rows.remove(key);
    }

    synchronized List<ChangeEvent> all() {
        return List.copyOf(rows.values());
    }

    /** Called when rows were read and before their documents are. */
    void afterChunk(Runnable action) {
        afterChunk = action;
    }

    @Override
    public SourceTable table() {
        return FakeIndex.TABLE;
    }

    @Override
    public boolean inKeyOrder() {
        return inKeyOrder;
    }

    @Override
    public synchronized List<ChangeEvent> next(int most) {
        Map<Row, ChangeEvent> rest = last.isPresent() ? rows.tailMap(last.get(), false) : rows;
        List<ChangeEvent> chunk = rest.values().stream().limit(most).toList();
        if (!chunk.isEmpty()) {
            last = Optional.of(chunk.get(chunk.size() - 1).getKey());
        }
        afterChunk.run();
        return chunk;
    }

    /** The key. */
    @Override
    public String position() {
        return last.map(key -> HexFormat.of().formatHex(key.toByteArray())).orElse("");
    }

    @Override
    public boolean isPosition(String position) {
        return !position.equals("of another key");
    }

    @Override
    public void seek(String position) {
        try {
            last = position.isEmpty()
                    ? Optional.empty()
                    : Optional.of(Row.parseFrom(HexFormat.of().parseHex(position)));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalArgumentException(position, e);
        }
    }

    @Override
    public synchronized List<ChangeEvent> find(Collection<Row> keys) {
        Set<String> wanted = keys.stream().map(CanonicalKey::text).collect(Collectors.toSet());
        return rows.values().stream()
                .filter(event -> wanted.contains(CanonicalKey.text(event.getKey())))
                .toList();
    }

    @Override
    public void close() {}
}
