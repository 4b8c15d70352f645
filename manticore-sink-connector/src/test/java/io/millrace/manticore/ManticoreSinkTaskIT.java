package io.millrace.manticore;

import static io.millrace.manticore.Events.delete;
import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.string;
import static io.millrace.manticore.Events.text;
import static io.millrace.manticore.Events.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.event.ChangeEvent;
import io.millrace.event.StreamDefinition;
import io.millrace.local.ManticoreServer;
import io.millrace.local.NatsServer;
import io.nats.client.Connection;
import io.nats.client.Nats;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ManticoreSinkTaskIT {
    @TempDir
    static Path directory;

    static NatsServer nats;
    static ManticoreServer manticore;
    static Connection connection;

    private final ManticoreSinkTask task = new ManticoreSinkTask();
    private Searchd searchd = new Searchd("http://nowhere");

    @BeforeAll
    static void startServers() throws Exception {
        nats = NatsServer.start(directory.resolve("nats"));
        manticore = ManticoreServer.start(directory.resolve("manticore"));
        connection = Nats.connect(nats.url());
    }

    @AfterAll
    static void stopServers() throws Exception {
        connection.close();
        nats.close();
        manticore.close();
    }

    @BeforeEach
    void makeStream() throws Exception {
        searchd = new Searchd(manticore.url());
        connection
                .jetStreamManagement()
                .addStream(StreamDefinition.withDefaults("CDC").toConfiguration());
        searchd.forget(Events.TABLE);
    }

    @AfterEach
    void dropStream() throws Exception {
        task.stop();
        searchd.forget(Events.TABLE);
        connection.jetStreamManagement().deleteStream("CDC");
    }

    @Test
    void insertUpdateAndDeleteReachTheIndex() throws Exception {
        publish(insert(1, int64("id", 7), string("name", "lamp"), text("description", "a bright lamp")));
        publish(insert(2, int64("id", 8), string("name", "chair"), text("description", "a soft chair")));
        publish(update(3, int64("id", 7), string("name", "desk lamp"), text("description", "a bright lamp")));
        publish(delete(4, int64("id", 8)));

        task.start(properties());

        await().pollInSameThread().untilAsserted(() -> {
            task.poll();
            assertThat(searchd.rows("SELECT id, name, event_id FROM " + Events.TABLE))
                    .singleElement()
                    .hasToString("{\"id\":7,\"name\":\"desk lamp\",\"event_id\":3}");
        });
    }

    @Test
    void whatWasAcknowledgedIsNotReadAgain() throws Exception {
        publish(insert(1, int64("id", 7), string("name", "lamp")));
        task.start(properties());
        await().pollInSameThread().untilAsserted(() -> {
            task.poll();
            assertThat(connection
                            .jetStreamManagement()
                            .getConsumerInfo("CDC", "sink-p0")
                            .getAckFloor()
                            .getStreamSequence())
                    .isEqualTo(1);
        });
    }

    private static void publish(ChangeEvent event) throws Exception {
        connection.jetStream().publish(Events.SUBJECT, event.toByteArray());
    }

    private static Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("name", "sink");
        properties.put("nats.servers", nats.url());
        properties.put("manticore.urls", manticore.url());
        properties.put("ack.delay.ms", String.valueOf(Duration.ofMillis(50).toMillis()));
        properties.put(ManticoreSinkTask.PARTITIONS, "0");
        return properties;
    }
}
