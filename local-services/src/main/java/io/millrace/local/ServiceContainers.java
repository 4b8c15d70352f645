package io.millrace.local;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;
import org.testcontainers.utility.MountableFile;

/**
 * The servers as containers, configured like docker-compose.yml and the local processes. They use the host's network
 * and the port they are given, so that a container has the same address as a process, and containers, processes and
 * external servers reach each other the same way.
 */
final class ServiceContainers {
    /** The worker properties for which Debezium's image has its own variables. */
    private static final List<String> OWN_NAMES = List.of(
            "bootstrap.servers", "group.id", "config.storage.topic", "offset.storage.topic", "status.storage.topic");

    private ServiceContainers() {}

    static GenericContainer<?> mysql(String image, Path directory, int port) {
        return container(image)
                .withEnv("MYSQL_ROOT_PASSWORD", MySqlServer.ROOT_PASSWORD)
                .withCopyFileToContainer(
                        MountableFile.forHostPath(MySqlServer.writeUsers(directory), 0644),
                        "/docker-entrypoint-initdb.d/users.sql")
                .withCommand(MySqlServer.settings(port).toArray(String[]::new));
    }

    static GenericContainer<?> nats(String image, int port) {
        return container(image)
                .withCopyToContainer(
                        Transferable.of(
                                NatsServer.configuration(port, "/data", NatsServer.Options.DEFAULT.withSyncAlways())),
                        "/etc/millrace-nats.conf")
                .withCommand("--config=/etc/millrace-nats.conf", "--addr=127.0.0.1", "--port=" + port);
    }

    static GenericContainer<?> kafka(String image, Path directory, int port) {
        Path configuration = KafkaBroker.writeConfiguration(directory, Path.of("/var/lib/kafka/data"), port);
        return container(image)
                .withCopyFileToContainer(
                        MountableFile.forHostPath(configuration, 0644), "/mnt/shared/config/server.properties");
    }

    static GenericContainer<?> manticore(String image, int port) {
        return container(image)
                .withEnv("searchd_listen", "127.0.0.1:" + port + ":http")
                .withEnv("searchd_auto_schema", "0")
                .withEnv("searchd_binlog_flush", "2");
    }

    /** @param options with the plug-ins other than Debezium, which the image contains */
    static GenericContainer<?> connect(String image, ConnectWorker.Options options, int port) {
        Map<String, String> properties = new HashMap<>(options.properties(port));
        properties.put("plugin.path", "/kafka/connect,/plugins");
        properties.put("config.providers.file.param.allowed.paths", "/kafka/config");
        GenericContainer<?> worker = container(image)
                .withEnv(options.environment())
                .withEnv("HOST_NAME", "127.0.0.1")
                // As docker-compose.yml has it, with the reason.
                .withEnv("KAFKA_OPTS", "-Dfile.encoding=UTF-8");
        properties.forEach((key, value) -> worker.withEnv(variable(key), value));
        options.pluginPath()
                .forEach(folder -> worker.withCopyFileToContainer(MountableFile.forHostPath(folder), "/plugins"));
        worker.withCopyFileToContainer(
                MountableFile.forHostPath(ServerFiles.schemaHistory()),
                "/kafka/connect/debezium-connector-mysql/"
                        + ServerFiles.schemaHistory().getFileName());
        return worker;
    }

    private static String variable(String property) {
        String name = property.toUpperCase(Locale.ROOT).replace('.', '_');
        return OWN_NAMES.contains(property) ? name : "CONNECT_" + name;
    }

    private static GenericContainer<?> container(String image) {
        return new GenericContainer<>(DockerImageName.parse(image)).withNetworkMode("host");
    }
}
