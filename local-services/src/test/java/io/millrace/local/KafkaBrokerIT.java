package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaBrokerIT {
    @TempDir
    private Path directory;

    @Test
    void topicOutlivesAKill() throws Exception {
        try (KafkaBroker broker = KafkaBroker.start(directory);
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic("shop.customers", Optional.of(3), Optional.empty())))
                    .all()
                    .get();

            broker.kill();
            broker.restart();

            assertThat(admin.listTopics().names().get()).contains("shop.customers");
        }
    }
}
