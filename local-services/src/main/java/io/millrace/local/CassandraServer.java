package io.millrace.local;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A Cassandra cluster of one node. */
public final class CassandraServer extends ChildServer {
    /** The data centre, which a driver must be told. */
    public static final String DATACENTER = "datacenter1";

    private static final String VARIABLE = "MILLRACE_CASSANDRA_URL";

    private final int port;

    private CassandraServer(int port, ServerProcess process) {
        super(process);
        this.port = port;
    }

    /**
     * What a test or a benchmark can change.
     *
     * @param vnodes the number of token ranges of the node
     * @param configuration lines added to cassandra.yaml: an authenticator, TLS
     * @param heap the value of {@code -Xmx}
     */
    public record Options(int vnodes, String configuration, String heap) {
        public static final Options DEFAULT = new Options(4, "", "512m");

        public Options withConfiguration(String value) {
            return new Options(vnodes, value, heap);
        }

        public Options withHeap(String value) {
            return new Options(vnodes, configuration, value);
        }
    }

    /** {@code host:port} of an external cluster, if {@code MILLRACE_CASSANDRA_URL} names one as {@code cassandra://host:port}. */
    public static Optional<String> given() {
        return Environment.text(VARIABLE).map(url -> url.replaceFirst("^cassandra://", ""));
    }

    public static CassandraServer start(Path directory) {
        return start(directory, Options.DEFAULT);
    }

    /** Starts a node on a free port, with its data in that directory; returns once it accepts CQL. */
    public static CassandraServer start(Path directory, Options options) {
        int port = LocalPort.free();
        Path absolute = directory.toAbsolutePath();
        writeConfiguration(absolute, port, options);
        ServerProcess process = ServerProcess.start(new ServerCommand(
                "Cassandra",
                new JavaCommand(
                                ServerFiles.cassandraJars().resolve("*").toString(),
                                jvmOptions(absolute, options.heap()))
                        .withClassArchive(ServerFiles.classArchive("cassandra"))
                        .toMain("org.apache.cassandra.service.CassandraDaemon"),
                absolute.resolve("cassandra.log"),
                // It opens this port last, once everything else is up.
                () -> LocalPort.requireListener(port)));
        return new CassandraServer(port, process);
    }

    /** {@code host:port}. */
    public String contactPoint() {
        return "127.0.0.1:" + port;
    }

    private static void writeConfiguration(Path directory, int port, Options options) {
        int storagePort = LocalPort.free();
        String text = """
                cluster_name: millrace
                num_tokens: %1$d
                partitioner: org.apache.cassandra.dht.Murmur3Partitioner
                endpoint_snitch: SimpleSnitch
                listen_address: 127.0.0.1
                rpc_address: 127.0.0.1
                storage_port: %2$d
                native_transport_port: %3$d
                seed_provider:
                  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
                    parameters:
                      - seeds: "127.0.0.1:%2$d"
                data_file_directories: ["%4$s/data"]
                commitlog_directory: "%4$s/commitlog"
                commitlog_sync: periodic
                commitlog_sync_period: 1000ms
                saved_caches_directory: "%4$s/saved_caches"
                hints_directory: "%4$s/hints"
                cdc_raw_directory: "%4$s/cdc_raw"
                auto_snapshot: false
                %5$s
                """.formatted(options.vnodes(), storagePort, port, directory, options.configuration());
        try (InputStream logback = CassandraServer.class.getResourceAsStream("cassandra-logback.xml")) {
            if (logback == null) {
                throw new IllegalStateException("cassandra-logback.xml is missing from the class path");
            }
            Files.createDirectories(directory);
            Files.writeString(directory.resolve("cassandra.yaml"), text);
            Files.copy(logback, directory.resolve("logback.xml"), StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the configuration of Cassandra", e);
        }
    }

    private static List<String> jvmOptions(Path directory, String heap) {
        List<String> options = new ArrayList<>(List.of(
                "-Xmx" + heap,
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError",
                "-Djdk.attach.allowAttachSelf=true",
                "-Dcassandra.config=" + directory.resolve("cassandra.yaml").toUri(),
                "-Dcassandra.storagedir=" + directory,
                "-Dlogback.configurationFile="
                        + directory.resolve("logback.xml").toUri(),
                "-Dcassandra-foreground=yes",
                // A single node need not wait for others.
                "-Dcassandra.ring_delay_ms=0",
                "-Dcassandra.skip_wait_for_gossip_to_settle=0",
                "-Dcassandra.superuser_setup_delay_ms=0",
                "-Dcassandra.size_recorder_interval=5"));
        // As in Cassandra's own jvm17-server.options.
        exported().map(each -> "--add-exports=" + each + "=ALL-UNNAMED").forEach(options::add);
        opened().map(each -> "--add-opens=" + each + "=ALL-UNNAMED").forEach(options::add);
        return options;
    }

    private static Stream<String> exported() {
        return Stream.of(
                "java.base/java.lang.ref",
                "java.base/jdk.internal.misc",
                "java.base/jdk.internal.ref",
                "java.base/sun.nio.ch",
                "java.management.rmi/com.sun.jmx.remote.internal.rmi",
                "java.rmi/sun.rmi.registry",
                "java.rmi/sun.rmi.server",
                "java.sql/java.sql");
    }

    private static Stream<String> opened() {
        return Stream.of(
                "java.base/java.io",
                "java.base/java.lang",
                "java.base/java.lang.module",
                "java.base/java.lang.reflect",
                "java.base/java.net",
                "java.base/java.nio",
                "java.base/java.util",
                "java.base/java.util.concurrent",
                "java.base/java.util.concurrent.atomic",
                "java.base/jdk.internal.loader",
                "java.base/jdk.internal.math",
                "java.base/jdk.internal.module",
                "java.base/jdk.internal.ref",
                "java.base/jdk.internal.reflect",
                "java.base/jdk.internal.util.jar",
                "java.base/sun.nio.ch",
                "jdk.management/com.sun.management.internal");
    }
}
