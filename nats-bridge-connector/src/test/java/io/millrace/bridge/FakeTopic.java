package io.millrace.bridge;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** One topic partition in memory, and where its consumer stands. */
final class FakeTopic {
    final TopicPartition topicPartition;
    private final List<SinkRecord> records = new ArrayList<>();
    private long position;

    FakeTopic(TopicPartition topicPartition) {
        this.topicPartition = topicPartition;
    }

    void add(SinkRecord record) {
        records.add(record);
    }

    /** The offset behind the last record. */
    long end() {
        return records.isEmpty() ? 0 : records.get(records.size() - 1).originalKafkaOffset() + 1;
    }

    int size() {
        return records.size();
    }

    long position() {
        return position;
    }

    /** As a consumer with {@code auto.offset.reset=earliest} does. */
    void seek(long offset) {
        position = offset > end() ? 0 : offset;
    }

    List<SinkRecord> poll(int most) {
        List<SinkRecord> batch = records.stream()
                .filter(each -> each.originalKafkaOffset() >= position)
                .limit(most)
                .toList();
        if (!batch.isEmpty()) {
            position = batch.get(batch.size() - 1).originalKafkaOffset() + 1;
        }
        return batch;
    }
}
