package io.millrace.bridge;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Partitioner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** One run of a source task, which has its records converted and spreads them over the partitions of a topic. */
final class ConvertingSource {
    private final List<FakeTopic> partitions;
    private final ChangeEventConverter keys = new ChangeEventConverter();
    private final ChangeEventConverter values = new ChangeEventConverter();
    private final List<Long> ids = new ArrayList<>();

    ConvertingSource(FakeTopic... partitions) {
        this.partitions = List.of(partitions);
        keys.configure(Map.of(), true);
        values.configure(Map.of(), false);
    }

    /** In the order of the source. */
    List<Long> ids() {
        return ids;
    }

    void insert(int id, long commitTimeUs) {
        append(Shop.key(id), Shop.insert(id, "customer " + id).put("source", Shop.source(commitTimeUs)));
    }

    void snapshot(int id, long readTimeUs) {
        append(
                Shop.key(id),
                Shop.insert(id, "customer " + id)
                        .put("op", "r")
                        .put("source", Shop.source(readTimeUs).put("snapshot", "true")));
    }

    void truncate(long commitTimeUs) {
        append(null, Shop.envelope(Shop.ENVELOPE, "t").put("source", Shop.source(commitTimeUs)));
    }

    private void append(@Nullable Struct key, Struct value) {
        Headers headers = new RecordHeaders();
        byte[] keyBytes = keys.fromConnectData(Shop.TOPIC, headers, key == null ? null : key.schema(), key);
        byte[] valueBytes = Objects.requireNonNull(values.fromConnectData(Shop.TOPIC, headers, value.schema(), value));
        ids.add(id(valueBytes));
        int partition = keyBytes == null ? 0 : Partitioner.partition(keyBytes, partitions.size());
        partitions.get(partition).append(keyBytes, valueBytes);
    }

    private static long id(byte[] value) {
        try {
            return ChangeEvent.parseFrom(value).getId();
        } catch (com.google.protobuf.InvalidProtocolBufferException e) {
            throw new IllegalStateException("What was just converted is an event", e);
        }
    }
}
