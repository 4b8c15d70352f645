package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Locates the programs of the servers, which Maven and {@code install-servers} fetched. */
final class ServerFiles {
    private static final String SERVERS = "MILLRACE_SERVERS_DIR";
    private static final String CACHE = "MILLRACE_CACHE";
    private static final String NATS_SERVER = "MILLRACE_NATS_SERVER";
    private static final String PYTHON = "MILLRACE_PYTHON";
    private static final String PROMETHEUS = "MILLRACE_PROMETHEUS";

    private static final String DEBEZIUM_SERVER = "MILLRACE_DEBEZIUM_SERVER";
    private static final String NEWER_JAVA = "MILLRACE_NEWER_JAVA_HOME";
    private static final int LEAST_NEWER_JAVA = 21;

    private ServerFiles() {}

    static Path natsServer() {
        Path fetched = cache().resolve("nats/nats-server");
        return Environment.path(NATS_SERVER)
                .or(() -> Optional.of(fetched).filter(Files::isExecutable))
                .or(() -> onPath("nats-server"))
                .orElseThrow(() -> new IllegalStateException("No nats-server in " + fetched
                        + " or on PATH. Run local-services/install-servers, or set " + NATS_SERVER + "."));
    }

    static Path python() {
        Path fetched = cache().resolve("python/bin/python3.11");
        return Environment.path(PYTHON)
                .or(() -> Optional.of(fetched).filter(Files::isExecutable))
                .orElseThrow(() -> new IllegalStateException("No Python in " + fetched
                        + ". Run local-services/install-servers --for-tests, or set " + PYTHON + "."));
    }

    /** @param program {@code prometheus} or {@code promtool} */
    static Path prometheus(String program) {
        Path fetched = cache().resolve("prometheus").resolve(program);
        return Environment.path(PROMETHEUS)
                .map(folder -> folder.resolve(program))
                .or(() -> Optional.of(fetched))
                .filter(Files::isExecutable)
                .orElseThrow(() -> new IllegalStateException("No " + program + " in " + fetched.getParent()
                        + ". Run local-services/install-servers --for-tests, or set " + PROMETHEUS + "."));
    }

    /** Where it is if it was fetched. */
    static Path debeziumServer() {
        return Environment.path(DEBEZIUM_SERVER).orElseGet(() -> cache().resolve("debezium-server"));
    }

    /** The program {@code java} of a Java 21 or later, from where Debian and others install theirs. */
    static Optional<Path> newerJava() {
        Optional<Path> given = Environment.path(NEWER_JAVA).map(home -> home.resolve("bin/java"));
        if (given.isPresent() || Runtime.version().feature() >= LEAST_NEWER_JAVA) {
            return given.or(() -> Optional.of(Path.of(System.getProperty("java.home"), "bin/java")));
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (!Files.isDirectory(installed)) {
            return Optional.empty();
        }
        try (Stream<Path> homes = Files.list(installed)) {
            return homes.filter(home -> featureOf(home) >= LEAST_NEWER_JAVA)
                    .map(home -> home.resolve("bin/java"))
                    .filter(Files::isExecutable)
                    .sorted()
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + installed, e);
        }
    }

    /** The version in the file {@code release} that every Java has; 0 without one. */
    private static int featureOf(Path home) {
        try (Stream<String> lines = Files.lines(home.resolve("release"))) {
            return lines.filter(line -> line.startsWith("JAVA_VERSION="))
                    .map(line -> line.replaceAll("\\D+", " ").strip().split(" ")[0])
                    .mapToInt(Integer::parseInt)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    /** The folder with the libraries that the programs need and the machine lacks. */
    static Optional<Path> libraries() {
        return Optional.of(cache().resolve("lib")).filter(Files::isDirectory);
    }

    /** The library that gives a program another clock. */
    static Optional<Path> fakeTime() {
        return libraries().map(folder -> folder.resolve("libfaketimeMT.so.1")).filter(Files::isRegularFile);
    }

    static Path kafkaJars() {
        return prepared("kafka/target/jars");
    }

    static Path cassandraJars() {
        return prepared("cassandra/target/jars");
    }

    static Path debeziumPlugin() {
        return prepared("debezium/target/plugin");
    }

    /** The jar of ours that is to lie beside Debezium's. */
    static Path schemaHistory() {
        Path folder = debeziumPlugin().resolve("debezium-connector-mysql");
        String name = "mysql-schema-history-*.jar";
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(folder, name)) {
            for (Path jar : jars) {
                return jar;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw missing(folder.resolve(name));
    }

    static Path mysql() {
        Path fetched = cache().resolve("mysql");
        if (!Files.isExecutable(fetched.resolve("sbin/mysqld"))) {
            throw new IllegalStateException("No MySQL in " + fetched + ". Run local-services/install-servers.");
        }
        return fetched;
    }

    static Path oldMySql() {
        return prepared("mysql/target/mysql");
    }

    /** In the folder that "mvn clean" deletes, also if the server is in the cache. */
    static DataTemplate mysqlTemplate(String name) {
        return new DataTemplate(oldMySql().resolveSibling(name));
    }

    static DataTemplate kafkaTemplate() {
        return new DataTemplate(kafkaJars().resolveSibling("data-template"));
    }

    /** In the folder that "mvn clean" deletes, since it fits only the jars beside it. */
    static Path classArchive(String program) {
        return (program.equals("cassandra") ? cassandraJars() : kafkaJars()).resolveSibling(program + ".jsa");
    }

    static Optional<Path> onPath(String program) {
        String path = Environment.text("PATH").orElse("");
        for (String folder : path.split(":")) {
            Path candidate = Path.of(folder, program);
            if (Files.isExecutable(candidate)) {
                return Optional.of(candidate);
            }
        }
        return Optional.empty();
    }

    private static Path prepared(String folder) {
        Path path = Environment.path(SERVERS)
                .orElseGet(() -> Checkout.root().resolve("local-services/servers"))
                .resolve(folder);
        if (!Files.isDirectory(path)) {
            throw missing(path);
        }
        return path.toAbsolutePath();
    }

    private static IllegalStateException missing(Path path) {
        return new IllegalStateException(
                path + " does not exist. Maven creates it: mvn -q package -DskipTests -pl local-services -am");
    }

    private static Path cache() {
        return Environment.path(CACHE)
                .orElseGet(() -> Environment.path("XDG_CACHE_HOME")
                        .orElseGet(() -> Path.of(System.getProperty("user.home"), ".cache"))
                        .resolve("millrace"));
    }
}
