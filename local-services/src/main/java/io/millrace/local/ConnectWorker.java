package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A worker of a distributed Connect cluster. */
public final class ConnectWorker implements LocalServer {
    private final ConnectRest rest;
    private final ServerProcess process;

    private ConnectWorker(ConnectRest rest, ServerProcess process) {
        this.rest = rest;
        this.process = process;
    }

    /**
     * What a worker is started with.
     *
     * @param directory for its configuration and its log
     * @param pluginPath folders with a folder or an archive per plug-in
     * @param environment what {@code ${env:…}} in the configuration of a connector can name
     * @param overrides worker properties that replace the usual ones
     * @param groupId the cluster; its internal topics are named after it
     */
    public record Options(
            Path directory,
            String bootstrapServers,
            List<Path> pluginPath,
            Map<String, String> environment,
            Map<String, String> overrides,
            String groupId) {
        public Options(Path directory, String bootstrapServers, List<Path> pluginPath) {
            this(directory, bootstrapServers, pluginPath, Map.of(), Map.of(), "millrace");
        }

        public Options withEnvironment(Map<String, String> variables) {
            return new Options(directory, bootstrapServers, pluginPath, variables, overrides, groupId);
        }

        public Options withOverrides(Map<String, String> properties) {
            return new Options(directory, bootstrapServers, pluginPath, environment, properties, groupId);
        }

        public Options withGroupId(String value) {
            return new Options(directory, bootstrapServers, pluginPath, environment, overrides, value);
        }
    }

    /** Debezium's MySQL connector, for {@link Options#pluginPath}. */
    public static Path debeziumPlugin() {
        return ServerFiles.debeziumPlugin();
    }

    /** Starts one and returns when it has joined its cluster and answers. */
    public static ConnectWorker start(Options options) {
        return start(options, LocalPort.free());
    }

    public static ConnectWorker start(Options options, int port) {
        Path configuration = writeConfiguration(options, port);
        ConnectRest rest = new ConnectRest("http://127.0.0.1:" + port);
        ServerProcess process = ServerProcess.start(new ServerCommand(
                        "Connect",
                        JavaCommand.kafka(options.directory(), "1g")
                                .toMain("org.apache.kafka.connect.cli.ConnectDistributed", configuration.toString()),
                        options.directory().resolve("connect.log"),
                        rest::requireHealthy)
                .withEnvironment(options.environment()));
        return new ConnectWorker(rest, process);
    }

    public String url() {
        return rest.url();
    }

    public ConnectRest rest() {
        return rest;
    }

    @Override
    public void kill() {
        process.kill();
    }

    @Override
    public void stop() {
        process.stop();
    }

    @Override
    public void restart() {
        process.restart();
    }

    private static Path writeConfiguration(Options options, int port) {
        Map<String, String> properties = new TreeMap<>(defaults(options.groupId()));
        properties.put("bootstrap.servers", options.bootstrapServers());
        properties.put("listeners", "http://127.0.0.1:" + port);
        properties.put(
                "plugin.path",
                options.pluginPath().stream()
                        .map(folder -> folder.toAbsolutePath().toString())
                        .collect(Collectors.joining(",")));
        properties.putAll(options.overrides());
        String text = properties.entrySet().stream()
                .map(property -> property.getKey() + "=" + property.getValue().replace("\\", "\\\\"))
                .collect(Collectors.joining("\n", "", "\n"));
        try {
            Files.createDirectories(options.directory());
            return Files.writeString(options.directory().resolve("worker.properties"), text);
        } catch (IOException e) {
            throw new UncheckedIOException("The configuration of Connect cannot be written", e);
        }
    }

    private static Map<String, String> defaults(String groupId) {
        return Map.ofEntries(
                Map.entry("group.id", groupId),
                Map.entry("config.storage.topic", groupId + "-configs"),
                Map.entry("config.storage.replication.factor", "1"),
                Map.entry("offset.storage.topic", groupId + "-offsets"),
                Map.entry("offset.storage.partitions", "4"),
                Map.entry("offset.storage.replication.factor", "1"),
                Map.entry("status.storage.topic", groupId + "-status"),
                Map.entry("status.storage.partitions", "2"),
                Map.entry("status.storage.replication.factor", "1"),
                Map.entry("key.converter", "org.apache.kafka.connect.json.JsonConverter"),
                Map.entry("value.converter", "org.apache.kafka.connect.json.JsonConverter"),
                Map.entry("exactly.once.source.support", "enabled"),
                Map.entry("plugin.discovery", "service_load"),
                Map.entry("config.providers", "env,file"),
                Map.entry("config.providers.env.class", "org.apache.kafka.common.config.provider.EnvVarConfigProvider"),
                Map.entry("config.providers.file.class", "org.apache.kafka.common.config.provider.FileConfigProvider"));
    }
}
