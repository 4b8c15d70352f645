package io.millrace.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** One topic partition in memory, and where its consumer stands. */
final class FakeTopic {
    final TopicPartition topicPartition;
    private final List<@Nullable SinkRecord> records = new ArrayList<>();
    private long firstTimestamp;
    private int position;

    FakeTopic(String topic, int partition) {
        this(topic, partition, 1_000);
    }

    /** @param firstTimestamp of the first record, in milliseconds; each further one is a millisecond younger */
    FakeTopic(String topic, int partition, long firstTimestamp) {
        topicPartition = new TopicPartition(topic, partition);
        this.firstTimestamp = firstTimestamp;
    }

    /** Appends the insert of a customer whose id is the record's offset. */
    void appendInserts(int count) {
        for (int i = 0; i < count; i++) {
            appendInsert(Shop.COMMIT_TIME_US);
        }
    }

    void appendInsert(long commitTimeUs) {
        int id = records.size();
        append(Shop.key(id), Shop.insert(id, "customer " + id).put("source", Shop.source(commitTimeUs)));
    }

    /** An offset that holds no record: a transaction's marker, which no consumer sees. */
    void appendMarker() {
        records.add(null);
    }

    /** Takes a record away, as compaction does. */
    void remove(int offset) {
        records.set(offset, null);
    }

    void append(@Nullable Struct key, @Nullable Struct value) {
        records.add(new SinkRecord(
                topicPartition.topic(),
                topicPartition.partition(),
                key == null ? null : key.schema(),
                key,
                value == null ? null : value.schema(),
                value,
                records.size(),
                firstTimestamp + records.size(),
                TimestampType.CREATE_TIME));
    }

    /** A record as ByteArrayConverter gives it. */
    void append(byte @Nullable [] key, byte[] value) {
        records.add(new SinkRecord(
                topicPartition.topic(),
                topicPartition.partition(),
                Schema.OPTIONAL_BYTES_SCHEMA,
                key,
                Schema.OPTIONAL_BYTES_SCHEMA,
                value,
                records.size(),
                firstTimestamp + records.size(),
                TimestampType.CREATE_TIME));
    }

    /** Deletes the topic and creates it again, while its consumer goes on where the new one begins. */
    void createAgain() {
        firstTimestamp += records.size() + 1;
        records.clear();
        position = 0;
    }

    /** The offset behind the last record. */
    long end() {
        return records.size();
    }

    long position() {
        return position;
    }

    /** As a consumer with {@code auto.offset.reset=earliest} does. */
    void seek(long offset) {
        position = offset > end() ? 0 : (int) offset;
    }

    List<SinkRecord> poll(int most) {
        int end = Math.min(position + most, records.size());
        List<SinkRecord> batch = records.subList(position, end).stream()
                .flatMap(Stream::ofNullable)
                .toList();
        position = end;
        return batch;
    }
}
