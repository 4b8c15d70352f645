package io.millrace.local;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Where the programs of the servers lie: what Maven has fetched, and what {@code install-servers} has. */
final class ServerFiles {
    private static final String SERVERS = "MILLRACE_SERVERS_DIR";
    private static final String CACHE = "MILLRACE_CACHE";
    private static final String NATS_SERVER = "MILLRACE_NATS_SERVER";

    private ServerFiles() {}

    static Path natsServer() {
        Path fetched = cache().resolve("nats/nats-server");
        return variable(NATS_SERVER)
                .or(() -> Optional.of(fetched).filter(Files::isExecutable))
                .or(() -> onPath("nats-server"))
                .orElseThrow(() -> new IllegalStateException("No nats-server in " + fetched
                        + " or on PATH. Run local-services/install-servers, or set " + NATS_SERVER + "."));
    }

    /** Where libraries are that mysqld needs and the machine lacks, when it does. */
    static Optional<Path> libraries() {
        return Optional.of(cache().resolve("lib")).filter(Files::isDirectory);
    }

    static Path kafkaJars() {
        return prepared("kafka/target/jars");
    }

    static Path debeziumPlugin() {
        return prepared("debezium/target/plugin");
    }

    static Path mysql() {
        return prepared("mysql/target/mysql");
    }

    static Optional<Path> onPath(String program) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        for (String folder : path.split(":")) {
            Path candidate = Path.of(folder, program);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static Path prepared(String folder) {
        Path path =
                variable(SERVERS).orElseGet(ServerFiles::serversOfThisCheckout).resolve(folder);
        if (!Files.isDirectory(path)) {
            throw new IllegalStateException(
                    path + " does not exist. Maven makes it: mvn -q process-resources -pl local-services -am");
        }
        return path.toAbsolutePath();
    }

    private static Path serversOfThisCheckout() {
        Path start = Path.of("").toAbsolutePath();
        for (Path folder = start; folder != null; folder = folder.getParent()) {
            Path servers = folder.resolve("local-services/servers");
            if (Files.isDirectory(servers)) {
                return servers;
            }
        }
        throw new IllegalStateException(
                "No checkout of Millrace around " + start + ". Start it from one, or set " + SERVERS + ".");
    }

    private static Path cache() {
        return variable(CACHE)
                .orElseGet(() -> Optional.ofNullable(System.getenv("XDG_CACHE_HOME"))
                        .map(Path::of)
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("millrace"));
    }

    private static Optional<Path> variable(String name) {
        return Optional.ofNullable(System.getenv(name))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }
}
