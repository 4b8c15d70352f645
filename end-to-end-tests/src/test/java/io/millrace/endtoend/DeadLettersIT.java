package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.comparison.StreamEvents;
import io.millrace.local.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamManagement;
import io.nats.client.PurgeOptions;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** {@code ./millrace dead-letters} on the whole pipeline, with rows that the sink or the bridge refuses at first. */
@TestMethodOrder(OrderAnnotation.class)
class DeadLettersIT {
    private static final Path DIRECTORY = Path.of("target", "dead-letters");
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final List<String> TABLES = List.of("e2e_notes", "e2e_documents", "e2e_photos");

    private static Pipeline pipeline;
    private static Map<String, String> sink;
    private static Map<String, String> bridge;

    @BeforeAll
    static void start() throws Exception {
        pipeline = Pipeline.start(DIRECTORY);
        pipeline.dropFromAGivenManticore(TABLES);
        pipeline.execute(
                "CREATE TABLE e2e_notes (id INT PRIMARY KEY, code VARCHAR(20))",
                "CREATE TABLE e2e_documents (id INT PRIMARY KEY, content JSON)",
                "CREATE TABLE e2e_photos (id INT PRIMARY KEY, title VARCHAR(20), image LONGBLOB)",
                "INSERT INTO e2e_notes VALUES (1, 'one'), (2, 'two'), (3, 'three'), (4, '4'), (5, 'five')",
                "INSERT INTO e2e_documents VALUES (1, JSON_QUOTE(REPEAT('y', 3000000))), (2, JSON_QUOTE(REPEAT('z', 3000000)))",
                "INSERT INTO e2e_photos VALUES (1, 'small', 'x'), (2, 'large', REPEAT('x', 5000000)), (3, 'large', REPEAT('x', 5000000))");
        Map<String, String> source = settings("mysql-source");
        source.put("value.converter.event.max.bytes", "4000000");
        bridge = settings("nats-bridge");
        bridge.put("oversized.rows", "set.aside");
        sink = settings("manticore-sink");
        sink.put("table.shop.e2e_notes", "(code bigint, *)");
        pipeline.register("mysql-source", source);
        pipeline.register("nats-bridge", bridge);
        pipeline.register("manticore-sink", sink);
        await().atMost(PATIENCE)
                // Each look is a process of its own.
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() -> assertThat(
                                command("list", "--json").json().path("open").asInt())
                        .isEqualTo(8));
    }

    private static Map<String, String> settings(String connector) throws Exception {
        Map<String, String> settings = Pipeline.settings(connector);
        settings.remove("name");
        return settings;
    }

    @AfterAll
    static void stop() throws SQLException {
        if (pipeline != null) {
            pipeline.close();
        }
    }

    @Order(1)
    @Test
    void lettersAreListedByTableAndReason() throws Exception {
        CommandProcess list = command("list");

        assertThat(list.exitCode()).isEqualTo(1);
        assertThat(list.output())
                .contains(
                        "mysql.shop.e2e_notes: 4 letters of the sink, ",
                        "mysql.shop.e2e_documents: 2 letters of the sink, ",
                        "mysql.shop.e2e_photos: 2 letters of the bridge, ",
                        "still in the stream",
                        "Open dead letters: 8")
                .doesNotContain("Exception", "SLF4J");
    }

    @Order(2)
    @Test
    void aLetterIsShownWithItsColumns() throws Exception {
        String name = nameOfNote("two");
        CommandProcess show = command("show", name);
        JsonNode json = command("show", "--json", name).json().path(0);

        assertThat(show.exitCode()).isZero();
        assertThat(show.output()).contains("reason:   ", "CDC@", "still there", "\"code\" : \"two\"");
        assertThat(json.at("/event/after/code").asText()).isEqualTo("two");
        assertThat(json.at("/event/key/id").asInt()).isEqualTo(2);
        String large = names("e2e_documents").get(0);
        CommandProcess reference = command("show", large);
        assertThat(reference.output()).contains("too large", "(3000002 characters)");
        assertThat(command("show", "sink-0-999999").exitCode()).isEqualTo(3);
        assertThat(command("show").exitCode()).isEqualTo(2);
    }

    @Order(3)
    @Test
    void aLetterWhoseCauseRemainsIsRefusedAgain() throws Exception {
        String name = nameOfNote("one");
        JsonNode resent = command("resend", "--json", name).json();

        assertThat(resent.at("/letters/0/fate").asText()).as(resent.toString()).isEqualTo("refused");
        assertThat(names("e2e_notes")).hasSize(4).doesNotContain(name);
    }

    @Order(4)
    @Test
    void aRowIsInTheIndexOnceTheMappingIsCorrectedAndNothingNewerIsOverwritten() throws Exception {
        pipeline.execute("UPDATE e2e_notes SET code = '11' WHERE id = 1", "DELETE FROM e2e_notes WHERE id = 3");
        StreamEvents.await(pipeline.endpoints().natsUrl(), "cdc.mysql.shop.e2e_notes.*", 7);
        pipeline.awaitAcknowledged(List.of("e2e_notes"));
        sink.put("table.shop.e2e_notes", "(code as label string, *)");
        pipeline.reconfigure("manticore-sink", sink);

        CommandProcess resend = command("resend", "--table", "shop.e2e_notes");

        assertThat(resend.exitCode()).as(resend.output()).isZero();
        assertThat(resend.output()).contains("2 applied, 2 superseded");
        assertThat(pipeline.manticore().column("SELECT label FROM e2e_notes WHERE id IN (2, 5) ORDER BY id ASC"))
                .containsExactly("two", "five");
        assertThat(pipeline.manticore().column("SELECT code FROM e2e_notes WHERE id = 1"))
                .containsExactly("11");
        assertThat(pipeline.manticore().column("SELECT id FROM e2e_notes ORDER BY id ASC"))
                .containsExactly("1", "2", "4", "5");
        assertThat(names("e2e_notes")).isEmpty();
    }

    /** What is open is in the topic, not in the memory of a task. */
    @Order(5)
    @Test
    void countsSurviveARestart() throws Exception {
        int before = command("list", "--json").json().path("open").asInt();
        pipeline.connect().restart("manticore-sink");
        pipeline.connect().restart("nats-bridge");

        assertThat(command("list", "--json").json().path("open").asInt())
                .isEqualTo(before)
                .isEqualTo(4);
    }

    @Order(6)
    @Test
    void aLetterOfTheBridgeIsPublishedOnceTheBridgeTakesIt() throws Exception {
        pipeline.execute("UPDATE e2e_photos SET title = 'newer', image = 'y' WHERE id = 3");
        await().atMost(PATIENCE)
                .untilAsserted(
                        () -> assertThat(pipeline.manticore().column("SELECT title FROM e2e_photos WHERE id = 3"))
                                .containsExactly("newer"));
        bridge.put("oversized.rows", "without.columns");
        pipeline.reconfigure("nats-bridge", bridge);

        CommandProcess resend = command("resend", "--table=e2e_photos");

        assertThat(resend.exitCode()).as(resend.output()).isZero();
        assertThat(resend.output()).contains("1 applied, 1 superseded");
        assertThat(pipeline.manticore().column("SELECT title FROM e2e_photos ORDER BY id ASC"))
                .containsExactly("small", "large", "newer");
    }

    @Order(7)
    @Test
    void aLargeLetterIsResentFromTheStreamAndNotAfterItHasLeftIt() throws Exception {
        sink.put("table.shop.e2e_documents", "(content as body text, *)");
        pipeline.reconfigure("manticore-sink", sink);
        List<String> letters = names("e2e_documents");

        CommandProcess there = command("resend", letters.get(0));
        assertThat(there.exitCode()).as(there.output()).isZero();
        purgeStream();
        CommandProcess gone = command("resend", letters.get(1));
        CommandProcess list = command("list");

        assertThat(gone.exitCode()).isEqualTo(1);
        assertThat(gone.output()).contains("unsendable: its event is no longer at CDC@", "docs/dead-letters.md");
        assertThat(list.output()).contains("no longer in the stream", "cannot be resent");
        assertThat(names("e2e_documents")).containsExactly(letters.get(1));
    }

    @Order(8)
    @Test
    void droppedLettersAreForgotten() throws Exception {
        CommandProcess unconfirmed = command("drop", "--all");
        CommandProcess dropped = command("drop", "--all", "--yes");

        assertThat(unconfirmed.exitCode()).isEqualTo(2);
        assertThat(unconfirmed.output()).contains("Would drop 1 letter", "--yes");
        assertThat(dropped.exitCode()).isZero();
        assertThat(dropped.output()).contains("Dropped 1 letter");
        assertThat(command("list").exitCode()).isZero();
    }

    private static void purgeStream() throws Exception {
        try (Connection nats = NatsServer.connect(pipeline.endpoints().natsUrl())) {
            JetStreamManagement management = nats.jetStreamManagement();
            long last = management.getStreamInfo("CDC").getStreamState().getLastSequence();
            management.purgeStream(
                    "CDC", PurgeOptions.builder().sequence(last + 1).build());
        }
    }

    /** The open letters of a table. */
    private static List<String> names(String table) throws Exception {
        List<String> names = new ArrayList<>();
        for (JsonNode group : command("list", "--json").json().path("groups")) {
            if (group.path("table").asText().equals("mysql.shop." + table)) {
                StreamSupport.stream(group.path("letters").spliterator(), false)
                        .map(JsonNode::asText)
                        .forEach(names::add);
            }
        }
        return names;
    }

    private static String nameOfNote(String code) throws Exception {
        JsonNode letters = command("show", "--json", "--table=shop.e2e_notes").json();
        return StreamSupport.stream(letters.spliterator(), false)
                .filter(letter -> letter.at("/event/after/code").asText().equals(code))
                .map(letter -> letter.path("letter").asText())
                .findFirst()
                .orElseThrow();
    }

    private static CommandProcess command(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("dead-letters"));
        all.addAll(List.of(arguments));
        if (arguments[0].equals("resend")) {
            all.add("--wait-seconds=600");
        }
        all.add("--connect-url=" + pipeline.endpoints().connectUrl());
        return CommandProcess.run(Map.of(), all);
    }
}
