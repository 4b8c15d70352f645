package io.millrace.local;

import io.nats.client.Connection;
import io.nats.client.Nats;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A NATS server with JetStream on disk. */
public final class NatsServer extends ChildServer {
    private static final int PROBE_TIMEOUT_MS = 2_000;

    private static final Duration PATIENCE = Duration.ofMinutes(3);

    private final int port;
    private final Path store;

    private NatsServer(int port, Path store, ServerProcess process) {
        super(process);
        this.port = port;
        this.store = store;
    }

    /**
     * What a test can change.
     *
     * @param name the server's name, unique within its cluster
     * @param port empty for a free port
     * @param configuration added to the server's configuration file: users, TLS, a cluster
     * @param environment variables that the configuration refers to
     * @param syncAlways whether each message is on the disk before it is acknowledged, so that it outlives a power cut;
     *     it outlives a kill in any case
     */
    public record Options(
            String name, OptionalInt port, String configuration, Map<String, String> environment, boolean syncAlways) {
        public static final Options DEFAULT = new Options("millrace", OptionalInt.empty(), "", Map.of(), false);

        public Options withName(String value) {
            return new Options(value, port, configuration, environment, syncAlways);
        }

        public Options withPort(int value) {
            return new Options(name, OptionalInt.of(value), configuration, environment, syncAlways);
        }

        public Options withConfiguration(String value) {
            return new Options(name, port, value, environment, syncAlways);
        }

        public Options withEnvironment(Map<String, String> variables) {
            return new Options(name, port, configuration, variables, syncAlways);
        }

        public Options withSyncAlways() {
            return new Options(name, port, configuration, environment, true);
        }
    }

    public static NatsServer start(Path directory) {
        return start(directory, Options.DEFAULT);
    }

    /**
     * Starts a server; returns once it greets clients. In a cluster that is before a leader is elected.
     *
     * @param directory of its data, its configuration and its log
     */
    public static NatsServer start(Path directory, Options options) {
        int port = options.port().orElseGet(LocalPort::free);
        Path configuration = writeConfiguration(directory, port, options);
        ServerProcess process = ServerProcess.start(new ServerCommand(
                        "nats-server",
                        List.of(ServerFiles.natsServer().toString(), "--config", configuration.toString()),
                        directory.resolve("nats-server.log"),
                        () -> requireGreeting(port))
                .withEnvironment(options.environment()));
        return new NatsServer(port, store(directory), process);
    }

    /**
     * Starts a cluster whose servers are named after their index in the list.
     *
     * @param directory where each server gets a folder
     */
    public static List<NatsServer> startCluster(Path directory, int size) {
        List<Integer> ports =
                IntStream.range(0, size).mapToObj(i -> LocalPort.free()).toList();
        String routes =
                ports.stream().map(port -> "nats-route://127.0.0.1:" + port).collect(Collectors.joining(", "));
        return IntStream.range(0, size)
                .mapToObj(i -> start(
                        directory.resolve("nats-" + i),
                        Options.DEFAULT
                                .withName(Integer.toString(i))
                                .withConfiguration("cluster { name: millrace, listen: \"127.0.0.1:%d\", routes: [%s] }"
                                        .formatted(ports.get(i), routes))))
                .toList();
    }

    /**
     * A test's own connection. What it asks for may take minutes on a slow machine, where jnats gives up after two seconds by
     * itself.
     */
    public static Connection connect(String url) throws IOException, InterruptedException {
        return Nats.connect(io.nats.client.Options.builder()
                .server(url)
                .connectionTimeout(PATIENCE)
                .build());
    }

    public String url() {
        return "nats://127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /**
     * Returns once the files of a deleted stream are gone. The server removes them in the background, and until then a
     * new stream of the same name can fail with "error creating store".
     */
    public void awaitRemoved(String stream) throws IOException, InterruptedException {
        Path streams = store.resolve("jetstream/$G/streams");
        for (long end = System.nanoTime() + PATIENCE.toNanos(); hasFilesOf(streams, stream); ) {
            if (System.nanoTime() - end > 0) {
                throw new IOException("nats-server still has files of the deleted stream " + stream + " in " + streams);
            }
            Thread.sleep(2);
        }
    }

    /** Those that are being removed are in a folder with a prefix to the stream's name. */
    private static boolean hasFilesOf(Path streams, String stream) throws IOException {
        if (Files.notExists(streams)) {
            return false;
        }
        try (Stream<Path> folders = Files.list(streams)) {
            return folders.anyMatch(folder -> folder.getFileName().toString().endsWith(stream));
        }
    }

    private static Path store(Path directory) {
        return directory.toAbsolutePath().resolve("jetstream");
    }

    private static Path writeConfiguration(Path directory, int port, Options options) {
        String text = configuration(port, store(directory).toString(), options);
        try {
            Files.createDirectories(directory);
            return Files.writeString(directory.resolve("nats-server.conf"), text);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the configuration of nats-server", e);
        }
    }

    static String configuration(int port, String store, Options options) {
        return """
                server_name: "%s"
                listen: "127.0.0.1:%d"
                # As large as the topics' max.message.bytes in connect-config/mysql-source.json.
                max_payload: 9437184
                jetstream { store_dir: "%s"%s }
                %s
                """.formatted(
                        options.name(),
                        port,
                        store,
                        options.syncAlways() ? ", sync_interval: always" : "",
                        options.configuration());
    }

    /** The greeting comes before credentials or TLS are required, and after JetStream has recovered its streams. */
    static void requireGreeting(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(LocalPort.loopback(), port), PROBE_TIMEOUT_MS);
            socket.setSoTimeout(PROBE_TIMEOUT_MS);
            String line = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            if (line == null || !line.startsWith("INFO ")) {
                throw new IOException("nats-server answered " + line);
            }
        }
    }
}
