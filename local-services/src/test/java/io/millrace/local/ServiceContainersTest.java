package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.containers.GenericContainer;

class ServiceContainersTest {
    @TempDir
    private Path directory;

    @Test
    void workerGetsItsPropertiesInTheFormOfTheImage() {
        ConnectWorker.Options options = new ConnectWorker.Options(directory, "127.0.0.1:9092", List.of(directory))
                .withEnvironment(Map.of("MILLRACE_NATS_URL", "nats://127.0.0.1:4222"));

        GenericContainer<?> container = ServiceContainers.connect("an/image:1", options, 18083);

        assertThat(container.getEnvMap())
                .containsEntry("BOOTSTRAP_SERVERS", "127.0.0.1:9092")
                .containsEntry("GROUP_ID", "millrace")
                .containsEntry("STATUS_STORAGE_TOPIC", "millrace-status")
                .containsEntry("CONNECT_LISTENERS", "http://127.0.0.1:18083")
                .containsEntry("CONNECT_EXACTLY_ONCE_SOURCE_SUPPORT", "enabled")
                .containsEntry("CONNECT_PLUGIN_PATH", "/kafka/connect,/plugins")
                .containsEntry("MILLRACE_NATS_URL", "nats://127.0.0.1:4222");
        // The image's start script edits them with sed, where an @ would end the value.
        assertThat(container.getEnvMap().values()).noneMatch(value -> value.contains("@"));
    }

    @Test
    void kafkaReadsTheSameFileAsAProcessExceptForItsDataDirectory() {
        ServiceContainers.kafka("an/image:1", directory, 19092);

        assertThat(directory.resolve("server.properties"))
                .content()
                .contains("advertised.listeners=PLAINTEXT://127.0.0.1:19092", "log.dirs=/var/lib/kafka/data");
    }

    @Test
    void eachContainerUsesTheHostsNetworkAndItsPort() {
        GenericContainer<?> mysql = ServiceContainers.mysql("an/image:1", directory, 13306);
        GenericContainer<?> nats = ServiceContainers.nats("an/image:1", 14222);
        GenericContainer<?> manticore = ServiceContainers.manticore("an/image:1", 19308);

        assertThat(List.of(mysql, nats, manticore))
                .allMatch(one -> one.getNetworkMode().equals("host"));
        assertThat(mysql.getCommandParts()).contains("--port=13306", "--bind-address=127.0.0.1", "--gtid-mode=ON");
        assertThat(nats.getCommandParts()).contains("--port=14222", "--addr=127.0.0.1");
        assertThat(manticore.getEnvMap())
                .containsEntry("searchd_listen", "127.0.0.1:19308:http")
                .containsEntry("searchd_auto_schema", "0");
    }
}
