package io.millrace.fault.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.Directories;
import io.millrace.local.KafkaBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HangingTransactionsIT {
    private static final TopicPartition PARTITION = new TopicPartition("millrace-offsets", 2);

    @TempDir
    private Path directory;

    private final List<String> aborted = new CopyOnWriteArrayList<>();

    @Test
    void onlyATransactionThatItsCoordinatorHasForgottenIsAborted() throws Exception {
        try (KafkaBroker kafka = KafkaBroker.start(directory)) {
            createTopic(kafka);
            KafkaProducer<byte[], byte[]> forgotten = begin(kafka, "forgotten");
            forgetTransactions(kafka);
            forgotten.close(Duration.ZERO);
            try (KafkaProducer<byte[], byte[]> known = begin(kafka, "known");
                    HangingTransactions watch =
                            HangingTransactions.watch(kafka.bootstrapServers(), Duration.ofMillis(500), aborted::add)) {
                await().atMost(TestedPipeline.PATIENCE).until(() -> aborted.size() == 1);

                assertThat(aborted).singleElement().asString().contains("millrace-offsets-2 at offset 0");
                known.commitTransaction();
            }
            assertThat(openTransactions(kafka)).isZero();
            assertThat(aborted).hasSize(1);
        }
    }

    private static void createTopic(KafkaBroker kafka) throws Exception {
        try (Admin admin = admin(kafka)) {
            admin.createTopics(List.of(new NewTopic(PARTITION.topic(), 5, (short) 1)))
                    .all()
                    .get();
        }
    }

    private static KafkaProducer<byte[], byte[]> begin(KafkaBroker kafka, String id) throws Exception {
        KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", kafka.bootstrapServers(), "transactional.id", id),
                new ByteArraySerializer(),
                new ByteArraySerializer());
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>(PARTITION.topic(), PARTITION.partition(), null, id.getBytes(UTF_8)))
                .get();
        return producer;
    }

    /** As a Kafka does that starts again while a partition has no leader. */
    private void forgetTransactions(KafkaBroker kafka) throws Exception {
        kafka.kill();
        try (Stream<Path> logs = Files.list(directory.resolve("data"))) {
            logs.filter(log -> log.getFileName().toString().startsWith("__transaction_state"))
                    .forEach(Directories::delete);
        }
        kafka.restart();
    }

    private static long openTransactions(KafkaBroker kafka) throws Exception {
        try (Admin admin = admin(kafka)) {
            return admin
                    .describeProducers(List.of(PARTITION))
                    .partitionResult(PARTITION)
                    .get()
                    .activeProducers()
                    .stream()
                    .filter(producer -> producer.currentTransactionStartOffset().isPresent())
                    .count();
        }
    }

    private static Admin admin(KafkaBroker kafka) {
        return Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }
}
