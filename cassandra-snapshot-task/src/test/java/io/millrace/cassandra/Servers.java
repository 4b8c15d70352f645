package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.millrace.local.CassandraServer;
import io.millrace.local.Directories;
import io.millrace.local.NatsServer;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;

/** One Cassandra and one NATS for all tests of this JVM, which end with it. */
final class Servers {
    /** Of this JVM alone: Maven runs test classes in two. */
    static final Path DIRECTORY =
            Path.of("target/servers", Long.toString(ProcessHandle.current().pid()));

    static final String CASSANDRA;
    static final NatsServer NATS;

    static {
        Directories.delete(DIRECTORY);
        CASSANDRA = CassandraServer.given()
                .orElseGet(() ->
                        CassandraServer.start(DIRECTORY.resolve("cassandra")).contactPoint());
        NATS = NatsServer.start(DIRECTORY.resolve("nats"));
    }

    private Servers() {}

    static CqlSession session() {
        int colon = CASSANDRA.lastIndexOf(':');
        return CqlSession.builder()
                .addContactPoint(new InetSocketAddress(
                        CASSANDRA.substring(0, colon), Integer.parseInt(CASSANDRA.substring(colon + 1))))
                .withLocalDatacenter(CassandraServer.DATACENTER)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofMinutes(1))
                        .build())
                .build();
    }
}
