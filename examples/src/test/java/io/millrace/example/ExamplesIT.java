package io.millrace.example;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.event.Type;
import io.millrace.local.NatsServer;
import io.millrace.local.PythonScript;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.api.ConsumerConfiguration;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesIT {
    private static final PythonScript PYTHON =
            new PythonScript(Path.of("python/latest_rows.py"), Path.of("target/python"));
    private static final Path GOLDEN = Path.of("../proto/src/test/resources/golden/0.1.0");

    @TempDir
    private Path directory;

    private NatsServer server;
    private Connection connection;
    private BridgedEvents events;

    @BeforeEach
    void startServer() throws Exception {
        server = NatsServer.start(directory);
        connection = NatsServer.connect(server.url());
        connection
                .jetStreamManagement()
                .addStream(StreamDefinition.withDefaults("CDC").toConfiguration());
        events = new BridgedEvents(connection);
    }

    @AfterEach
    void stopServer() throws Exception {
        connection.close();
        server.close();
    }

    @Test
    void readersShowWhatAnApplicationPublished() throws Exception {
        PublishReviews.main(new String[] {server.url()});

        List<String> lines = List.of(
                "INSERT reviews.web.review id=7 body=Good. stars=3.5 written_at=2026-05-01T12:00:00.000120Z",
                "UPDATE reviews.web.review id=7 body=Better: größer 🚲 stars=4.5 written_at=2026-05-01T12:00:00.000120Z",
                "INSERT reviews.web.review id=8 body=Spam stars=1.0 written_at=2026-05-01T12:00:00.000120Z",
                "DELETE reviews.web.review id=8");
        // Rows 7 and 8 are in different partitions, between which there is no order.
        assertThat(java(LatestRows.fromTheStart("cdc.reviews.>"))).containsExactlyInAnyOrderElementsOf(lines);
        assertThat(python("--subjects", "cdc.reviews.>")).containsExactlyInAnyOrderElementsOf(lines);
    }

    @Test
    void readersSkipEventsThatAreNotNewer() throws Exception {
        events.publish(Operation.SNAPSHOT, 1, key("1"), product("1", "kettle", "39.90"));
        events.publish(Operation.INSERT, 2, key("18446744073709551615"), product("18446744073709551615", null, "0.00"));
        events.publish(Operation.UPDATE, 4, key("1"), product("1", "kettle, red", "35.00"));
        events.publish(Operation.UPDATE, 4, key("1"), product("1", "kettle, red", "35.00"));
        events.publish(Operation.UPDATE, 3, key("1"), product("1", "kettle, old", "39.90"));
        events.publishDelete(5, key("1"));
        events.publish(Operation.UPDATE, 4, key("1"), product("1", "kettle, red", "35.00"));
        events.publish(Operation.INSERT, 8, key("2"), product("2", "after the truncate", "1.00"));
        events.publishTruncate(7);
        events.publish(Operation.UPDATE, 6, key("3"), product("3", "before the truncate", "1.00"));
        events.publish(Operation.UPDATE, 9, key("2"), product("2", "later", "-1.00"));

        List<String> lines = List.of(
                "SNAPSHOT mysql.shop.products id=1 title=kettle price=39.90 made_at=1999-12-31T23:59:59.900000",
                "INSERT mysql.shop.products id=18446744073709551615 title=NULL price=0.00 made_at=1999-12-31T23:59:59.900000",
                "UPDATE mysql.shop.products id=1 title=kettle, red price=35.00 made_at=1999-12-31T23:59:59.900000",
                "DELETE mysql.shop.products id=1",
                "INSERT mysql.shop.products id=2 title=after the truncate price=1.00 made_at=1999-12-31T23:59:59.900000",
                "TRUNCATE mysql.shop.products",
                "UPDATE mysql.shop.products id=2 title=later price=-1.00 made_at=1999-12-31T23:59:59.900000");
        assertThat(java(LatestRows.fromTheStart("cdc.mysql.shop.products.*"))).isEqualTo(lines);
        assertThat(python("--subjects", "cdc.mysql.shop.products.*")).isEqualTo(lines);
    }

    @Test
    void readersKnowTheValuesOfEveryType() throws Exception {
        for (String event : List.of("snapshot-of-every-mysql-type", "extremes", "nulls", "cassandra")) {
            String subject = "cdc.shop.golden." + event + ".0";
            events.send(subject, Files.readAllBytes(GOLDEN.resolve(event + ".binpb")));

            List<String> python = python("--subjects", subject);

            assertThat(python).as(event).hasSize(1);
            assertThat(java(LatestRows.fromTheStart(subject))).as(event).hasSize(1);
            if (event.startsWith("snapshot")) {
                // Python has no single-precision type.
                String line = python.get(0).replace("float=0.10000000149011612 ", "float=0.1 ");
                assertThat(java(LatestRows.fromTheStart(subject))).containsExactly(line);
            }
        }
    }

    @Test
    void readersShowWhenARowExpires() throws Exception {
        String subject = "cdc.library.catalogue.people.0";
        events.send(subject, Files.readAllBytes(GOLDEN.resolve("expiring.binpb")));
        assertThat(python("--subjects", subject))
                .singleElement()
                .asString()
                .endsWith(" expires=2026-05-01T12:00:40.123456Z");
        assertThat(java(LatestRows.fromTheStart(subject)))
                .singleElement()
                .asString()
                .endsWith(" expires=2026-05-01T12:00:40.123456Z");
    }

    @Test
    void aDurableConsumerContinuesFromItsPosition() throws Exception {
        String subject = "cdc.mysql.shop.products.*";
        events.publish(Operation.INSERT, 1, key("1"), product("1", "first", "1.00"));
        assertThat(java(LatestRows.durable("java", subject))).hasSize(1);
        assertThat(python("--subjects", subject, "--durable", "python")).hasSize(1);

        events.publish(Operation.INSERT, 2, key("2"), product("2", "second", "1.00"));

        assertThat(java(LatestRows.durable("java", subject)))
                .singleElement()
                .asString()
                .contains("title=second");
        assertThat(python("--subjects", subject, "--durable", "python"))
                .singleElement()
                .asString()
                .contains("title=second");
    }

    @Test
    void readersMayStartAtAnySequenceOrTime() throws Exception {
        String subject = "cdc.mysql.shop.products.*";
        for (int i = 1; i <= 250; i++) {
            events.publish(Operation.INSERT, i, key("" + i), product("" + i, "number " + i, "1.00"));
        }

        assertThat(java(LatestRows.from(101, subject)))
                .hasSize(150)
                .first()
                .asString()
                .contains("title=number 101 ");
        assertThat(python("--subjects", subject, "--from-sequence", "101"))
                .hasSize(150)
                .first()
                .asString()
                .contains("title=number 101 ");
        assertThat(python("--subjects", subject, "--from-time", "2020-01-01T00:00:00Z"))
                .hasSize(250);
        assertThat(python("--subjects", subject, "--from-time", "2100-01-01T00:00:00Z"))
                .isEmpty();
    }

    private List<String> java(ConsumerConfiguration consumer) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new LatestRows(new PrintStream(out, true, StandardCharsets.UTF_8)).read(server.url(), consumer);
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    private List<String> python(String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of("--nats", server.url()));
        all.addAll(Arrays.asList(arguments));
        Path out = directory.resolve("python.out");
        Path errors = directory.resolve("python.err");
        int exit = PYTHON.command(all)
                .redirectOutput(out.toFile())
                .redirectError(errors.toFile())
                .start()
                .waitFor();
        assertThat(exit).as(() -> read(errors)).isZero();
        return Files.readAllLines(out);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static Row key(String id) {
        return RowBuilder.of().uint64("id", new BigInteger(id)).build();
    }

    private static Row product(String id, @Nullable String title, String price) {
        return RowBuilder.of()
                .uint64("id", new BigInteger(id))
                .value("title", Type.STRING, title)
                .decimal("price", new BigDecimal(price))
                .datetime("made_at", LocalDateTime.parse("1999-12-31T23:59:59.9"))
                .build();
    }
}
