package io.millrace.bridge;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/** One topic partition in memory, and where its consumer stands. */
final class FakeTopic {
    final TopicPartition topicPartition;
    private final List<SinkRecord> records = new ArrayList<>();
    private final long firstTimestamp;
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
            append(Shop.key(records.size()), Shop.insert(records.size(), "customer " + records.size()));
        }
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
        List<SinkRecord> batch = List.copyOf(records.subList(position, Math.min(position + most, records.size())));
        position += batch.size();
        return batch;
    }
}
