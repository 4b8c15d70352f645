package io.millrace.manticore;

import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.string;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.millrace.local.Checkout;
import io.millrace.local.ManticoreServer;
import io.millrace.local.NatsServer;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SinkPermissionsIT {
    @TempDir
    private Path directory;

    @Test
    void theDocumentedPermissionsSuffice() throws Exception {
        String file = Files.readString(Checkout.root().resolve("deploy/nats/users.conf"));
        Matcher block = Pattern.compile("user: sink,.*?(permissions: \\{.*?\n {6}})", Pattern.DOTALL)
                .matcher(file);
        assertThat(block.find()).isTrue();
        String users = "authorization { users: [{user: admin, password: a}, {user: sink, password: s, " + block.group(1)
                + "}]}\n";
        try (NatsServer nats = NatsServer.start(
                        directory.resolve("nats"), NatsServer.Options.DEFAULT.withConfiguration(users));
                ManticoreServer manticore = ManticoreServer.start(directory.resolve("manticore"));
                Connection connection = Nats.connect(Options.builder()
                        .server(nats.url())
                        .connectionTimeout(Duration.ofMinutes(3))
                        .userInfo("admin".toCharArray(), "a".toCharArray())
                        .build())) {
            connection
                    .jetStreamManagement()
                    .addStream(StreamDefinition.withDefaults("CDC").toConfiguration());
            connection
                    .jetStream()
                    .publish(Events.SUBJECT, insert(1, int64("id", 1)).toByteArray());
            connection
                    .jetStream()
                    .publish(
                            "cdc.test.shop.odd.0",
                            insert(2, int64("id", 1), string("name", "x")).toByteArray());
            Map<String, String> properties = properties(nats, manticore);
            // The bucket is created, a table set aside, its entry read by the next run, the consumer moved.
            run(properties, connection);
            new ManticoreSinkConnector().alterOffsets(properties, Map.of());
            run(properties, connection);
            assertThat(new ManticoreSinkConnector().validate(properties).configValues())
                    .flatMap(ConfigValue::errorMessages)
                    .isEmpty();
            new Searchd(manticore.url()).forget(Events.TABLE);
        }
    }

    private static void run(Map<String, String> properties, Connection connection) {
        try (SinkTasks tasks = new SinkTasks(properties, "0")) {
            await().pollInSameThread().until(() -> {
                tasks.poll();
                return tasks.sum("passed-over-total") == 1 && TestStream.floor(connection, 0) == 2;
            });
        }
    }

    private static Map<String, String> properties(NatsServer nats, ManticoreServer manticore) {
        Map<String, String> properties = new HashMap<>();
        properties.put("name", "sink");
        properties.put("nats.servers", nats.url());
        properties.put("nats.user", "sink");
        properties.put("nats.password", "s");
        properties.put("manticore.urls", manticore.url());
        properties.put("ack.delay.ms", "50");
        properties.put("errors.tolerance", "all");
        // Which is no column of its key, so that the table is set aside.
        properties.put("table.shop.odd", "(name as id, *)");
        properties.put("dead.letter.topic", "dead");
        return properties;
    }
}
