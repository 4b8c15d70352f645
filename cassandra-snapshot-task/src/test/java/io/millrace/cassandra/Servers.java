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
import java.util.Optional;

/** One Cassandra and one NATS for all tests of this JVM; they end with it. */
final class Servers {
    /** Separate for each JVM, because Maven runs test classes in two. */
    static final Path DIRECTORY =
            Path.of("target/servers", Long.toString(ProcessHandle.current().pid()));

    static final String CASSANDRA;

    /** The Cassandra that tests may kill; empty when an external one is used. */
    static final Optional<CassandraServer> OWN_CASSANDRA;

    static final NatsServer NATS;

    static {
        Directories.delete(DIRECTORY);
        OWN_CASSANDRA = CassandraServer.given().isPresent()
                ? Optional.empty()
                : Optional.of(CassandraServer.start(DIRECTORY.resolve("cassandra")));
        CASSANDRA = OWN_CASSANDRA
                .map(CassandraServer::contactPoint)
                .or(CassandraServer::given)
                .orElseThrow();
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
                        .withDuration(DefaultDriverOption.RECONNECTION_BASE_DELAY, Duration.ofMillis(100))
                        .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, Duration.ofSeconds(1))
                        .build())
                .build();
    }
}
