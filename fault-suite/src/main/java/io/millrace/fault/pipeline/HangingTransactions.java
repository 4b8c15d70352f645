package io.millrace.fault.pipeline;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/**
 * Does what docs/operations.md has an operator do: aborts the transactions that Kafka has left open in the topic of Connect's
 * offsets when it started again, before which no task and no worker starts.
 */
public final class HangingTransactions implements AutoCloseable {
    private static final String OFFSETS = "millrace-offsets";
    private static final int OFFSETS_PARTITIONS = 5;

    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);
    private static final int TIMEOUT_MS = 10_000;

    private final String bootstrapServers;
    private final Consumer<String> progress;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
    private Set<Hanging> before = Set.of();

    /**
     * A transaction that a partition has and its coordinator has not. One that has just ended looks like that once, and no
     * longer the next time.
     */
    private record Hanging(TopicPartition partition, long producer, int epoch, int coordinatorEpoch, long start) {
        static Hanging of(TopicPartition partition, ProducerState producer) {
            return new Hanging(
                    partition,
                    producer.producerId(),
                    producer.producerEpoch(),
                    producer.coordinatorEpoch().orElse(0),
                    producer.currentTransactionStartOffset().orElseThrow());
        }
    }

    private HangingTransactions(String bootstrapServers, Consumer<String> progress) {
        this.bootstrapServers = bootstrapServers;
        this.progress = progress;
    }

    /** @param progress is told of each that is aborted */
    public static HangingTransactions watch(String bootstrapServers, Consumer<String> progress) {
        return watch(bootstrapServers, LOOK_EVERY, progress);
    }

    static HangingTransactions watch(String bootstrapServers, Duration lookEvery, Consumer<String> progress) {
        HangingTransactions watch = new HangingTransactions(bootstrapServers, progress);
        watch.thread.scheduleWithFixedDelay(
                watch::lookUnlessAway, lookEvery.toMillis(), lookEvery.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    private void lookUnlessAway() {
        try (Admin admin = Admin.create(Map.of(
                "bootstrap.servers", bootstrapServers,
                "default.api.timeout.ms", TIMEOUT_MS,
                "request.timeout.ms", TIMEOUT_MS))) {
            look(admin);
        } catch (ExecutionException | KafkaException kafkaIsAway) {
            before = Set.of();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void look(Admin admin) throws ExecutionException, InterruptedException {
        Set<Hanging> now = hanging(admin);
        for (Hanging each : now) {
            if (before.contains(each)) {
                admin.abortTransaction(new AbortTransactionSpec(
                                each.partition(), each.producer(), (short) each.epoch(), each.coordinatorEpoch()))
                        .all()
                        .get();
                progress.accept(
                        "aborted the transaction that Kafka had left open in %s at offset %d, as operations.md says"
                                .formatted(each.partition(), each.start()));
            }
        }
        before = now;
    }

    private static Set<Hanging> hanging(Admin admin) throws ExecutionException, InterruptedException {
        List<TopicPartition> partitions = IntStream.range(0, OFFSETS_PARTITIONS)
                .mapToObj(number -> new TopicPartition(OFFSETS, number))
                .toList();
        List<Hanging> open = new ArrayList<>();
        admin.describeProducers(partitions)
                .all()
                .get()
                .forEach((partition, state) -> state.activeProducers().stream()
                        .filter(producer ->
                                producer.currentTransactionStartOffset().isPresent())
                        .forEach(producer -> open.add(Hanging.of(partition, producer))));
        if (open.isEmpty()) {
            return Set.of();
        }
        Map<Long, Set<TopicPartition>> known =
                known(admin, open.stream().map(Hanging::producer).collect(Collectors.toSet()));
        return open.stream()
                .filter(each -> !known.getOrDefault(each.producer(), Set.of()).contains(each.partition()))
                .collect(Collectors.toSet());
    }

    /** The partitions of the open transactions of producers, as their coordinators know them. */
    private static Map<Long, Set<TopicPartition>> known(Admin admin, Collection<Long> producers)
            throws ExecutionException, InterruptedException {
        Map<String, Long> ids =
                admin.listTransactions(new ListTransactionsOptions().filterProducerIds(producers)).all().get().stream()
                        .collect(Collectors.toMap(TransactionListing::transactionalId, TransactionListing::producerId));
        Map<Long, Set<TopicPartition>> known = new HashMap<>();
        admin.describeTransactions(ids.keySet())
                .all()
                .get()
                .forEach((id, transaction) -> known.put(ids.get(id), transaction.topicPartitions()));
        return known;
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
