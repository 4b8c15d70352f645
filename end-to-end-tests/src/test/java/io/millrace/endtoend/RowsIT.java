package io.millrace.endtoend;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.comparison.StreamEvents;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every type of value, every kind of key, and unusual changes, through the pipeline of connect-config. */
class RowsIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final List<String> INDEXED = List.of(
            TypeTable.NAME,
            "offers",
            "grossen",
            "wide",
            "composite_key",
            "text_key",
            "binary_key",
            "float_key",
            "changed_key",
            "truncated");

    private static Pipeline pipeline;
    private static TypeTable typeTable;

    @BeforeAll
    static void startWithASnapshot() throws Exception {
        pipeline = Pipeline.start(Path.of("target", "rows"));
        pipeline.dropFromAGivenManticore(INDEXED);
        try (Connection connection = pipeline.mysql()) {
            typeTable = TypeTable.read(connection);
            typeTable.create(connection);
            typeTable.insertForSnapshot(connection);
            pipeline.execute(
                    "CREATE TABLE no_key (name VARCHAR(20))",
                    "CREATE TABLE composite_key (day DATE, place VARCHAR(20), note VARCHAR(20), PRIMARY KEY (day, place))",
                    "CREATE TABLE text_key (code VARCHAR(20) CHARACTER SET latin1 PRIMARY KEY, note VARCHAR(20))",
                    "CREATE TABLE binary_key (code BINARY(3) PRIMARY KEY, note VARCHAR(20))",
                    "CREATE TABLE float_key (code FLOAT PRIMARY KEY, note VARCHAR(20))",
                    "CREATE TABLE changed_key (id INT PRIMARY KEY, note VARCHAR(20))",
                    "CREATE TABLE truncated (id INT PRIMARY KEY, note VARCHAR(20))",
                    "CREATE TABLE `größen` (id INT PRIMARY KEY, `姓名` VARCHAR(20), `年齢` BIGINT UNSIGNED, `grün` DATE,"
                            + " `größe` DECIMAL(10,2), `a-b` VARCHAR(5), `a.b` VARCHAR(5)) CHARACTER SET utf8mb4",
                    "CREATE TABLE wide (id INT PRIMARY KEY, "
                            + IntStream.range(0, 270)
                                    .mapToObj(i -> "c" + i + " VARCHAR(5)")
                                    .collect(joining(", "))
                            + ")",
                    "CREATE TABLE offers (id INT PRIMARY KEY, price DECIMAL(10,2), ends DATE, at DATETIME)",
                    "INSERT INTO offers VALUES (1, 10.50, '1955-05-05', '1955-05-05 00:00:00'),"
                            + " (2, 100, '2106-12-31', NULL), (3, 99.08, '9999-12-31', '9999-12-31 23:59:59'),"
                            + " (4, -1, NULL, NULL)",
                    odd(1),
                    wide(1),
                    "INSERT INTO no_key VALUES ('x')",
                    "INSERT INTO composite_key VALUES ('2024-02-29', 'Zoë', 'one'), ('2024-03-01', 'Zoë', 'two')",
                    "INSERT INTO text_key VALUES ('é', 'one'), ('f', 'two')",
                    "INSERT INTO binary_key VALUES (x'00ff00', 'one'), (x'00ff01', 'two')",
                    "INSERT INTO float_key VALUES (1.2345678, 'one'), (16777215, 'two')",
                    "INSERT INTO changed_key VALUES (1, 'one')",
                    "INSERT INTO truncated VALUES (1, 'one'), (2, 'two')");
            pipeline.registerConnectors();
            events(TypeTable.NAME, typeTable.size());
            typeTable.insertForBinlog(connection);
            pipeline.execute(odd(2), wide(2));
        }
    }

    private static String odd(int id) {
        return "INSERT INTO `größen` VALUES (" + id + ", '张三', 18446744073709551615, '1969-12-31', 19.90, 'x', 'y')";
    }

    private static String wide(int id) {
        return "INSERT INTO wide (id, c0, c269) VALUES (" + id + ", 'a', 'z')";
    }

    @AfterAll
    static void stop() throws SQLException {
        if (pipeline != null) {
            pipeline.close();
            pipeline.dropFromAGivenManticore(INDEXED);
        }
    }

    @Test
    void everyValueIsInTheEvent() throws Exception {
        List<String> differences = new ArrayList<>();
        for (ChangeEvent each : events(TypeTable.NAME, 2 * typeTable.size())) {
            assertThat(each.getId()).isPositive();
            assertThat(each.getKey().getColumnsList())
                    .containsExactly(each.getAfter().getColumns(0));
            differences.addAll(typeTable.differences(each.getAfter()));
        }
        assertThat(differences).isEmpty();
    }

    @Test
    void everyValueIsInTheIndexAndNoRowIsADeadLetter() {
        List<Integer> indexed = typeTable.ids();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pipeline.manticore()
                                .column("SELECT id FROM " + TypeTable.NAME + " ORDER BY id ASC LIMIT 1000"))
                        .containsExactlyElementsOf(
                                indexed.stream().map(String::valueOf).toList()));

        List<String> differences = new ArrayList<>();
        Map<String, String> types = new HashMap<>();
        for (JsonNode column :
                pipeline.manticore().sql("DESC " + TypeTable.NAME).path("data")) {
            types.put(column.path("Field").asText(), column.path("Type").asText());
        }
        for (int id : indexed) {
            JsonNode document = pipeline.manticore()
                    .sql("SELECT * FROM " + TypeTable.NAME + " WHERE id = " + id)
                    .at("/data/0");
            typeTable.row(id).values().forEach(each -> {
                String found = documentText(types.getOrDefault(each.column(), ""), document.path(each.column()));
                if (!found.equals(each.document(id))) {
                    differences.add(each + " in row " + id + " is " + found + " and not " + each.document(id));
                }
            });
        }
        assertThat(differences).isEmpty();
    }

    /** Cases B3 and B4. */
    @Test
    void datesAndPricesAreFilteredAndSorted() {
        await("offers")
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pipeline.manticore().column("SELECT id FROM offers"))
                        .hasSize(4));

        assertThat(pipeline.manticore().column("SELECT id FROM offers WHERE price>10.5 ORDER BY price ASC"))
                .containsExactly("3", "2");
        // The nearest float, with six decimals.
        assertThat(pipeline.manticore().column("SELECT price FROM offers WHERE price=99.08"))
                .containsExactly("99.080002");
        assertThat(pipeline.manticore().column("SELECT id FROM offers ORDER BY ends ASC"))
                .containsExactly("1", "4", "2", "3");
        assertThat(pipeline.manticore().column("SELECT ends FROM offers WHERE ends<0"))
                .containsExactly("-462672000");
        assertThat(pipeline.manticore().column("SELECT id FROM offers WHERE `at`>=253402300799"))
                .containsExactly("3");
    }

    /** Cases B6 and A14, and of B5 the table with more columns than Manticore has full-text fields. */
    @Test
    void namesOfAnyAlphabetAndWideTablesAreIndexed() throws Exception {
        for (String id : List.of("1", "2")) {
            await("größen " + id)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(pipeline.manticore()
                                    .sql(
                                            "SELECT xing_ming, nian_ling, grun, grosse, a_b_d44362, a_b_2e7336 FROM grossen"
                                                    + " WHERE id = " + id)
                                    .at("/data/0")
                                    .toString())
                            .isEqualTo("{\"xing_ming\":\"张三\",\"nian_ling\":9223372036854775807,\"grun\":-86400,"
                                    + "\"grosse\":19.9,\"a_b_d44362\":\"x\",\"a_b_2e7336\":\"y\"}"));
            await("wide " + id)
                    .atMost(PATIENCE)
                    .untilAsserted(
                            () -> assertThat(pipeline.manticore().column("SELECT c269 FROM wide WHERE id = " + id))
                                    .containsExactly("z"));
        }
    }

    @Test
    void everyKindOfKeyTellsItsRow() throws Exception {
        for (String table : List.of("composite_key", "text_key", "binary_key", "float_key")) {
            await(table)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(notes(table)).containsExactlyInAnyOrder("one", "two"));

            pipeline.execute(
                    "UPDATE " + table + " SET note = 'changed' WHERE note = 'one'",
                    "DELETE FROM " + table + " WHERE note = 'two'");

            await(table)
                    .atMost(PATIENCE)
                    .untilAsserted(() -> assertThat(notes(table)).containsExactly("changed"));
        }
    }

    @Test
    void aChangedKeyIsADeleteAndAnInsert() throws Exception {
        pipeline.execute("UPDATE changed_key SET id = 2 WHERE id = 1");

        assertThat(events("changed_key", 3))
                .extracting(
                        ChangeEvent::getOperation,
                        each -> each.getKey().getColumns(0).getIntValue())
                .contains(tuple(Operation.DELETE, 1L), tuple(Operation.INSERT, 2L));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(pipeline.manticore().column("SELECT id FROM changed_key"))
                        .containsExactly("2"));
    }

    @Test
    void truncateEmptiesTheIndex() throws Exception {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(notes("truncated")).containsExactlyInAnyOrder("one", "two"));

        pipeline.execute("TRUNCATE truncated");

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(notes("truncated")).isEmpty());
    }

    @Test
    void aRowWithoutAKeyIsADeadLetterThatNamesTableAndRemedy() {
        assertThat(DeadLetters.await(
                        pipeline.endpoints().kafkaBootstrap(),
                        "nats-bridge.dead-letters",
                        "__connect.errors.exception.message",
                        1))
                .extracting(DeadLetters.Letter::reason)
                .singleElement()
                .asString()
                .contains("table shop.no_key has no key", "primary key", "message.key.columns", "'shop.no_key:column'");
    }

    /** A refused record fails the bridge's task here, because it has no dead letter topic. */
    @ParameterizedTest
    @ValueSource(strings = {"io.millrace.bridge.ChangeEventConverter", "org.apache.kafka.connect.json.JsonConverter"})
    void heartbeatsSchemaChangesAndTransactionsAreLeftOut(String converter) throws Exception {
        String name = converter.endsWith("JsonConverter") ? "json" : "bytes";
        String database = "millrace_" + name;
        pipeline.execute(
                "DROP DATABASE IF EXISTS " + database,
                "CREATE DATABASE " + database,
                "CREATE TABLE " + database + ".notes (id INT PRIMARY KEY, note VARCHAR(20))",
                "INSERT INTO " + database + ".notes VALUES (1, 'one')");
        try {
            pipeline.register(name + "-source", talkativeSource(name, database, converter));
            pipeline.register(name + "-bridge", bridgeOfAllTopics(name, converter));
            String subjects = "cdc." + name + ".>";
            StreamEvents.await(pipeline.endpoints().natsUrl(), subjects, 1);
            pipeline.execute(
                    "ALTER TABLE " + database + ".notes ADD COLUMN more INT",
                    "INSERT INTO " + database + ".notes VALUES (2, 'two', 2)",
                    "UPDATE " + database + ".notes SET note = 'changed' WHERE id = 1",
                    "DELETE FROM " + database + ".notes WHERE id = 2");
            StreamEvents.await(pipeline.endpoints().natsUrl(), subjects, 4);
            // A sink connector commits its offsets when it is stopped.
            await().atMost(PATIENCE.multipliedBy(2))
                    .pollInterval(Duration.ofSeconds(1))
                    .untilAsserted(() -> {
                        pipeline.stop(name + "-bridge");
                        Set<String> passed = passedTopics(name + "-bridge");
                        pipeline.resume(name + "-bridge");
                        assertThat(passed)
                                .containsExactlyInAnyOrder(
                                        "__debezium-heartbeat." + name,
                                        name,
                                        name + ".transaction",
                                        name + '.' + database + ".notes");
                    });

            assertThat(pipeline.connect().isRunning(name + "-source")).isTrue();
            assertThat(StreamEvents.all(pipeline.endpoints().natsUrl(), subjects))
                    .extracting(
                            each -> each.getSource().getTable(),
                            ChangeEvent::getOperation,
                            each -> each.getKey().getColumns(0).getIntValue())
                    .containsExactlyInAnyOrder(
                            tuple("notes", Operation.SNAPSHOT, 1L),
                            tuple("notes", Operation.INSERT, 2L),
                            tuple("notes", Operation.UPDATE, 1L),
                            tuple("notes", Operation.DELETE, 2L));
        } finally {
            pipeline.connect().delete(name + "-source");
            pipeline.connect().delete(name + "-bridge");
            pipeline.execute("DROP DATABASE " + database);
        }
    }

    /** A source that sends everything that Debezium can send besides rows. */
    private static Map<String, String> talkativeSource(String name, String database, String converter)
            throws IOException {
        Map<String, String> settings = Pipeline.settings("mysql-source");
        settings.remove("name");
        settings.putAll(Map.of(
                "topic.prefix",
                name,
                "database.server.id",
                Integer.toString(1 + Math.floorMod(name.hashCode(), Integer.MAX_VALUE)),
                "database.include.list",
                database,
                "schema.history.internal.kafka.topic",
                "schema-history-of-" + name,
                "include.schema.changes",
                "true",
                "provide.transaction.metadata",
                "true",
                "heartbeat.interval.ms",
                "100"));
        settings.putAll(converters(converter));
        return settings;
    }

    private static Map<String, String> bridgeOfAllTopics(String name, String converter) throws IOException {
        Map<String, String> settings = Pipeline.settings("nats-bridge");
        settings.keySet().removeIf(key -> key.equals("name") || key.startsWith("errors."));
        settings.put("consumer.override.metadata.max.age.ms", "500");
        settings.put("topics.regex", "(__debezium-heartbeat\\.)?" + name + "(\\..*)?");
        settings.putAll(
                converter.endsWith("JsonConverter")
                        ? converters(converter)
                        : converters("org.apache.kafka.connect.converters.ByteArrayConverter"));
        return settings;
    }

    private static Set<String> passedTopics(String connector) {
        Set<String> topics = new HashSet<>();
        for (JsonNode each : pipeline.connect().offsets(connector).path("offsets")) {
            if (each.at("/offset/kafka_offset").asLong() > 0) {
                topics.add(each.at("/partition/kafka_topic").asText());
            }
        }
        return topics;
    }

    private static Map<String, String> converters(String converter) {
        Map<String, String> settings = new HashMap<>(Map.of("key.converter", converter, "value.converter", converter));
        if (converter.endsWith("JsonConverter")) {
            settings.put("value.converter.replace.null.with.default", "false");
        }
        return settings;
    }

    private static List<ChangeEvent> events(String table, int count) throws Exception {
        return StreamEvents.await(pipeline.endpoints().natsUrl(), "cdc.mysql.shop." + table + ".*", count);
    }

    private static String documentText(String type, JsonNode value) {
        if (value.isMissingNode()) {
            return "left out";
        }
        return type + " " + (value.isTextual() ? EventText.text(value.asText()) : value.asText());
    }

    private static List<String> notes(String table) {
        return pipeline.manticore().column("SELECT note FROM " + table);
    }
}
