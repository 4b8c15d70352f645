package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.Uuid;

/** A Kafka cluster of one node, both broker and KRaft controller. It creates no topics automatically. */
public final class KafkaBroker extends ChildServer {
    private static final int ANSWER_TIMEOUT_MS = 60_000;

    private final int port;

    private KafkaBroker(int port, ServerProcess process) {
        super(process);
        this.port = port;
    }

    /** Starts a broker on a free port, with its data in that directory; returns once it answers. */
    public static KafkaBroker start(Path directory) {
        return start(directory, LocalPort.free());
    }

    public static KafkaBroker start(Path directory, int port) {
        Path data = directory.resolve("data").toAbsolutePath();
        JavaCommand java = JavaCommand.kafka(directory, "512m");
        ServerFiles.kafkaTemplate().copyTo(data, template -> format(java, directory, template));
        Path configuration = writeConfiguration(directory, data, port);
        ServerProcess process = ServerProcess.start(new ServerCommand(
                "Kafka",
                java.withClassArchive(ServerFiles.classArchive("kafka"))
                        .toMain("kafka.Kafka", configuration.toString()),
                directory.resolve("kafka.log"),
                () -> requireAnswer(port)));
        return new KafkaBroker(port, process);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    static Path writeConfiguration(Path directory, Path data, int port) {
        String text = """
                process.roles=broker,controller
                node.id=1
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT
                controller.listener.names=CONTROLLER
                controller.quorum.voters=1@127.0.0.1:%2$d
                log.dirs=%3$s
                auto.create.topics.enable=false
                offsets.topic.replication.factor=1
                offsets.topic.num.partitions=4
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                transaction.state.log.num.partitions=4
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                group.initial.rebalance.delay.ms=0
                # The default takes 128 MB of the heap.
                log.cleaner.dedupe.buffer.size=4194304
                """.formatted(port, LocalPort.free(), data);
        try {
            Files.createDirectories(directory);
            return Files.writeString(directory.resolve("server.properties"), text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the configuration of Kafka", e);
        }
    }

    /** All brokers share one cluster id, which matters only to clients that move between clusters. */
    private static void format(JavaCommand java, Path directory, Path data) {
        Path configuration = writeConfiguration(directory, data, LocalPort.free());
        String clusterId = Uuid.randomUuid().toString();
        ServerProcess.runToEnd(new ServerCommand(
                "Kafka's storage tool",
                java.toMain("kafka.tools.StorageTool", "format", "-t", clusterId, "-c", configuration.toString()),
                directory.resolve("kafka-storage.log"),
                ServerCommand.NO_PROBE));
    }

    /** The broker binds its port long before it serves requests; the client waits until it does. */
    static void requireAnswer(int port) throws Exception {
        LocalPort.requireListener(port);
        try (Admin admin = Admin.create(Map.of(
                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                List.of("127.0.0.1:" + port),
                AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                ANSWER_TIMEOUT_MS))) {
            admin.describeCluster().nodes().get(ANSWER_TIMEOUT_MS, TimeUnit.MILLISECONDS);
        }
    }
}
