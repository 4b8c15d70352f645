package io.millrace.bridge;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.sink.SinkRecord;

/** Drives a task over topics in memory the way Connect's worker does: seeks, pauses, batches, commits. */
final class FakeWorker {
    private static final int BATCH = 500;

    final FakeContext context = new FakeContext();
    private final NatsBridgeTask task = new NatsBridgeTask();
    private final List<FakeTopic> topics;

    FakeWorker(FakeTopic... topics) {
        this.topics = new ArrayList<>(List.of(topics));
    }

    /** Starts the task and assigns it every topic partition, where its consumer stands. */
    FakeWorker start(Map<String, String> properties) {
        task.initialize(context);
        task.start(properties);
        task.open(partitions());
        applySeeks();
        return this;
    }

    /** One round of the worker's loop. */
    void step() {
        applySeeks();
        List<SinkRecord> batch = new ArrayList<>();
        for (FakeTopic topic : topics) {
            if (!context.paused.contains(topic.topicPartition)) {
                batch.addAll(topic.poll(BATCH - batch.size()));
            }
        }
        if (batch.isEmpty()) {
            // Connect waits here for records, for as long as the task allows.
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
        task.put(batch);
    }

    /** Works until everything is committed. */
    void runToEnd() {
        while (!isDone()) {
            step();
        }
    }

    boolean isDone() {
        Map<TopicPartition, Long> committed = commit();
        return topics.stream().allMatch(topic -> committed.getOrDefault(topic.topicPartition, 0L) >= topic.end());
    }

    Map<TopicPartition, Long> commit() {
        Map<TopicPartition, OffsetAndMetadata> consumed = new HashMap<>();
        topics.forEach(each -> consumed.put(each.topicPartition, new OffsetAndMetadata(each.position())));
        Map<TopicPartition, Long> committed = new HashMap<>();
        task.preCommit(consumed).forEach((each, offset) -> committed.put(each, offset.offset()));
        return committed;
    }

    /** Takes a topic partition away; Connect remembers whether it was paused, also for when it is assigned again. */
    void revoke(FakeTopic topic) {
        topics.remove(topic);
        task.close(List.of(topic.topicPartition));
    }

    /** Assigns one more topic partition, as a cooperative rebalance does. */
    void assign(FakeTopic topic) {
        topics.add(topic);
        task.open(List.of(topic.topicPartition));
        applySeeks();
    }

    void runUntilConnected() {
        while (context.metrics.value("connected") < 1) {
            step();
        }
    }

    /** A batch that Connect had in hand, whatever has happened since. */
    void deliver(List<SinkRecord> batch) {
        task.put(batch);
    }

    void stop() {
        commit();
        task.close(partitions());
        task.stop();
    }

    private List<TopicPartition> partitions() {
        return topics.stream().map(each -> each.topicPartition).toList();
    }

    private void applySeeks() {
        topics.forEach(each -> {
            Long offset = context.seeks.remove(each.topicPartition);
            if (offset != null) {
                each.seek(offset);
            }
        });
    }
}
