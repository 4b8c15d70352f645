package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.comparison.StreamEvents;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Cases B1 and B2: rows of megabytes, in the first snapshot and after it. */
class LargeRowsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int EIGHT_MEBIBYTES = (int) (7.9 * (1 << 20));
    private static final int TWENTY_MEGABYTES = 20_000_000;
    private static final int SCANS = 60;
    private static final int B1 = 1_300_000;
    private static final int B2 = 1_048_285;
    private static final String NARROW = "millrace_narrow";
    private static final List<String> INDEXED = List.of("photo", "article", "document", "scans");
    private static final Random RANDOM = new Random(1);

    private static Pipeline pipeline;

    @BeforeAll
    static void startWithASnapshot() throws Exception {
        pipeline = Pipeline.start(Path.of("target", "large-rows"));
        pipeline.dropFromAGivenManticore(INDEXED);
        pipeline.execute(
                "CREATE TABLE photo (id INT PRIMARY KEY, title VARCHAR(20), img LONGBLOB)",
                "CREATE TABLE article (id INT PRIMARY KEY, title VARCHAR(20), body LONGTEXT)",
                "CREATE TABLE document (id INT PRIMARY KEY, content JSON)",
                "CREATE TABLE no_key (body LONGTEXT)",
                "CREATE TABLE scans (id INT PRIMARY KEY, title VARCHAR(20), img LONGBLOB)",
                "DROP DATABASE IF EXISTS " + NARROW,
                "CREATE DATABASE " + NARROW,
                "CREATE TABLE " + NARROW + ".photo (id INT PRIMARY KEY, title VARCHAR(20), img MEDIUMBLOB)");
        insertAll(0);
        for (int id = 1; id <= SCANS; id++) {
            insert("scans", id, id % 10 == 0 ? 2 * EIGHT_MEBIBYTES : EIGHT_MEBIBYTES);
        }
        insert(NARROW + ".photo", 1, B1);
        insert(NARROW + ".photo", 2, 1_000);
        try (Connection connection = pipeline.mysql();
                PreparedStatement statement = connection.prepareStatement("INSERT INTO no_key VALUES (?)")) {
            statement.setString(1, letters(B1));
            statement.execute();
        }
        pipeline.registerConnectors();
        ids("photo", 1, 2, 3);
        insertAll(10);
    }

    @AfterAll
    static void stop() throws Exception {
        if (pipeline != null) {
            pipeline.execute("DROP DATABASE IF EXISTS " + NARROW);
            pipeline.close();
            pipeline.dropFromAGivenManticore(INDEXED);
        }
    }

    @Test
    void rowsUpToEightMebibytesAreWholeAndLargerOnesComeWithoutTheirBlob() throws Exception {
        ids("photo", 1, 2, 3, 11, 12, 13);

        for (ChangeEvent event : StreamEvents.await(pipeline.endpoints().natsUrl(), "cdc.mysql.shop.photo.*", 6)) {
            int id = (int) event.getKey().getColumns(0).getIntValue();
            int size = event.getAfter().getColumnsList().stream()
                    .filter(each -> each.getName().equals("img"))
                    .mapToInt(each -> each.getBytesValue().size())
                    .sum();
            assertThat(size)
                    .as("photo %d", id)
                    .isEqualTo(List.of(B1, EIGHT_MEBIBYTES, 0).get(id % 10 - 1));
            assertThat(event.getLeftOutList())
                    .as("photo %d", id)
                    .extracting(Column::getName)
                    .isEqualTo(id % 10 == 3 ? List.of("img") : List.of());
        }
        assertThat(pipeline.failures()).isEmpty();
    }

    @Test
    void aRowThatIsTooLargeIsChangedAndDeletedLikeOthers() throws Exception {
        ids("photo", 11, 12, 13);
        insert("photo", 23, TWENTY_MEGABYTES);
        pipeline.execute("UPDATE photo SET title = 'changed' WHERE id = 23");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pipeline.manticore().column("SELECT title FROM photo WHERE id = 23"))
                        .containsExactly("changed"));

        pipeline.execute("DELETE FROM photo WHERE id = 23");
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pipeline.manticore().column("SELECT title FROM photo WHERE id = 23"))
                        .isEmpty());
    }

    /** Half of what the worker's heap holds is read at once, and each row is held several times on its way. */
    @Test
    void manyLargeRowsInASnapshotDoNotFillTheMemory() {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pipeline.manticore().column("SELECT COUNT(*) AS n FROM scans"))
                        .containsExactly(Integer.toString(SCANS)));
        assertThat(pipeline.failures()).isEmpty();
    }

    /** What Manticore would cut, and rows that it would have without their text. */
    @Test
    void whatTheIndexCannotHoldWholeIsSetAside() throws Exception {
        ids("article", 1, 2, 11, 12);
        ids("document", 1, 11);
        assertThat(pipeline.manticore().column("SELECT body FROM article WHERE id = 2"))
                .singleElement()
                .satisfies(body -> assertThat(body.length()).isEqualTo(EIGHT_MEBIBYTES));

        List<DeadLetters.Letter> letters = DeadLetters.await(
                pipeline.endpoints().kafkaBootstrap(), "manticore-sink.dead-letters", "millrace.reason", 4);

        assertThat(letters)
                .filteredOn(each -> each.reason().contains("shop.article: column body: the event came without it"))
                .hasSize(2)
                .allSatisfy(each -> assertThat(ChangeEvent.parseFrom(each.value())
                                .getKey()
                                .getColumns(0)
                                .getIntValue())
                        .isIn(3L, 13L));
        assertThat(letters)
                .filteredOn(
                        each -> each.reason().contains("shop.document: column content: the JSON may take more than"))
                .hasSize(2)
                .allSatisfy(each -> {
                    assertThat(each.value()).isEmpty();
                    assertThat(each.reference()).matches("CDC@\\d+");
                });
    }

    /** Connect would drop a dead letter that its topic does not take. */
    @Test
    void aLargeDeadLetterOfTheBridgeIsReportedByReference() {
        assertThat(DeadLetters.await(
                        pipeline.endpoints().kafkaBootstrap(), "nats-bridge.dead-letters", "millrace.reason", 1))
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.reason()).contains("table shop.no_key has no key");
                    assertThat(each.reference()).matches("mysql\\.shop\\.no_key-\\d+@\\d+");
                    assertThat(each.value()).isEmpty();
                });
    }

    /** Case B1 with a Kafka that takes no more than its default. */
    @Test
    void aTopicWithTheDefaultLimitStopsNothing() throws Exception {
        pipeline.register("narrow-source", narrowSource());
        pipeline.register("narrow-bridge", narrowBridge());
        try {
            StreamEvents.await(pipeline.endpoints().natsUrl(), "cdc.narrow.>", 1);
            insert(NARROW + ".photo", 11, B1);
            insert(NARROW + ".photo", 12, 1_000);

            assertThat(StreamEvents.await(pipeline.endpoints().natsUrl(), "cdc.narrow.>", 2))
                    .extracting(each -> each.getKey().getColumns(0).getIntValue())
                    .containsExactlyInAnyOrder(2L, 12L);
            assertThat(DeadLetters.await(
                            pipeline.endpoints().kafkaBootstrap(),
                            "narrow.dead-letters",
                            "__connect.errors.exception.message",
                            2))
                    .allSatisfy(each -> assertThat(each.reason()).contains("columns img", "oversized.rows"))
                    .extracting(each -> ChangeEvent.parseFrom(each.value())
                            .getKey()
                            .getColumns(0)
                            .getIntValue())
                    .containsExactlyInAnyOrder(1L, 11L);
            assertThat(pipeline.connect().isRunning("narrow-source")).isTrue();
        } finally {
            pipeline.connect().delete("narrow-source");
            pipeline.connect().delete("narrow-bridge");
        }
    }

    private static Map<String, String> narrowSource() throws IOException {
        Map<String, String> settings = Pipeline.settings("mysql-source");
        settings.remove("name");
        settings.putAll(Map.of(
                "topic.prefix", "narrow",
                "database.server.id", "64002",
                "database.include.list", NARROW,
                "schema.history.internal.kafka.topic", "narrow.schema-history",
                "topic.creation.default.max.message.bytes", "1048588",
                "producer.override.max.request.size", "1048576",
                "value.converter.event.max.bytes", "900000"));
        return settings;
    }

    private static Map<String, String> narrowBridge() throws IOException {
        Map<String, String> settings = Pipeline.settings("nats-bridge");
        settings.remove("name");
        settings.putAll(Map.of(
                "topics.regex", "narrow\\..*photo",
                "oversized.rows", "set.aside",
                "consumer.override.metadata.max.age.ms", "500",
                "errors.deadletterqueue.topic.name", "narrow.dead-letters"));
        return settings;
    }

    /** A row of each size into each table. */
    private static void insertAll(int from) throws SQLException {
        insert("photo", from + 1, B1);
        insert("photo", from + 2, EIGHT_MEBIBYTES);
        insert("photo", from + 3, TWENTY_MEGABYTES);
        insertText("article (id, body)", from + 1, letters(B2));
        insertText("article (id, body)", from + 2, letters(EIGHT_MEBIBYTES));
        insertText("article (id, body)", from + 3, letters(TWENTY_MEGABYTES));
        insertText("document", from + 1, "[\"" + letters(2_000_000) + "\"]");
        insertText("document", from + 2, "[\"" + letters(3_000_000) + "\"]");
    }

    private static void insert(String table, int id, int size) throws SQLException {
        byte[] image = new byte[size];
        // What compresses would be smaller on the way.
        RANDOM.nextBytes(image);
        try (Connection connection = pipeline.mysql();
                PreparedStatement statement =
                        connection.prepareStatement("INSERT INTO " + table + " VALUES (?, 'title', ?)")) {
            statement.setInt(1, id);
            statement.setBytes(2, image);
            statement.execute();
        }
    }

    private static void insertText(String table, int id, String text) throws SQLException {
        try (Connection connection = pipeline.mysql();
                PreparedStatement statement = connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?)")) {
            statement.setInt(1, id);
            statement.setString(2, text);
            statement.execute();
        }
    }

    private static String letters(int count) {
        StringBuilder letters = new StringBuilder(count);
        for (int i = 0; i < count; i++) {
            letters.append(i % 12 == 11 ? ' ' : (char) ('a' + RANDOM.nextInt(26)));
        }
        return letters.toString();
    }

    private static void ids(String table, Integer... ids) {
        await(table)
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                pipeline.manticore().column("SELECT id FROM " + table + " ORDER BY id ASC LIMIT 100"))
                        .contains(List.of(ids).stream().map(String::valueOf).toArray(String[]::new)));
    }
}
