package io.millrace.local;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;

/** A worker of a distributed Connect cluster. */
public final class ConnectWorker extends ChildServer {
    private final ConnectRest rest;

    private ConnectWorker(ConnectRest rest, ServerProcess process) {
        super(process);
        this.rest = rest;
    }

    /**
     * How to start a worker.
     *
     * @param directory of its configuration and its log
     * @param pluginPath folders that contain a folder or an archive for each plug-in
     * @param environment variables that the connectors' {@code ${env:MILLRACE_…}} refer to
     * @param overrides worker properties that replace those of connect-config/worker.properties
     * @param groupId the name of the cluster, from which its internal topics take theirs
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

        /** The properties that production uses, except for what differs here. */
        Map<String, String> properties(int port) {
            Map<String, String> properties = new HashMap<>();
            template().forEach((key, value) -> properties.put(key.toString(), value.toString()));
            properties.put("bootstrap.servers", bootstrapServers);
            properties.put("listeners", "http://127.0.0.1:" + port);
            properties.put("plugin.path", join(pluginPath));
            if (pluginPath.stream().noneMatch(folder -> PluginFolder.contains(folder, "status-extension"))) {
                // A worker refuses to start without a plug-in that it names.
                properties.remove("rest.extension.classes");
            }
            properties.put("group.id", groupId);
            properties.put("config.storage.topic", groupId + "-configs");
            properties.put("offset.storage.topic", groupId + "-offsets");
            properties.put("status.storage.topic", groupId + "-status");
            // The provider refuses folders that do not exist.
            properties.put(
                    "config.providers.file.param.allowed.paths",
                    directory.toAbsolutePath().toString());
            properties.putAll(overrides);
            return properties;
        }

        private static Properties template() {
            Path file = Checkout.connectConfig().resolve("worker.properties");
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(file)) {
                properties.load(reader);
                return properties;
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + file, e);
            }
        }
    }

    /** Debezium's MySQL connector, for {@link Options#pluginPath}. */
    public static Path debeziumPlugin() {
        return ServerFiles.debeziumPlugin();
    }

    /** Starts a worker; returns once it has joined its cluster and answers. */
    public static ConnectWorker start(Options options) {
        return start(options, LocalPort.free());
    }

    public static ConnectWorker start(Options options, int port) {
        Path configuration = writeConfiguration(options, port);
        ConnectRest rest = new ConnectRest("http://127.0.0.1:" + port);
        ServerProcess process = ServerProcess.start(new ServerCommand(
                        "Connect",
                        JavaCommand.kafka(options.directory(), "1g")
                                .withClassArchive(ServerFiles.classArchive("connect"))
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

    private static Path writeConfiguration(Options options, int port) {
        Properties properties = new Properties();
        properties.putAll(options.properties(port));
        Path file = options.directory().resolve("worker.properties");
        try {
            Files.createDirectories(options.directory());
            try (Writer writer = Files.newBufferedWriter(file)) {
                properties.store(writer, null);
            }
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file, e);
        }
    }

    private static String join(List<Path> folders) {
        return folders.stream()
                .map(folder -> folder.toAbsolutePath().toString())
                .collect(Collectors.joining(","));
    }
}
