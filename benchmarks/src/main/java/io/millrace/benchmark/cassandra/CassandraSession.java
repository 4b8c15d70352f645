package io.millrace.benchmark.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.millrace.local.CassandraServer;
import java.net.InetSocketAddress;
import java.time.Duration;

/** Opens a session for filling and scanning tables. */
final class CassandraSession {
    private CassandraSession() {}

    /** @param contactPoint {@code host:port} */
    static CqlSession open(String contactPoint) {
        int colon = contactPoint.lastIndexOf(':');
        return CqlSession.builder()
                .addContactPoint(new InetSocketAddress(
                        contactPoint.substring(0, colon), Integer.parseInt(contactPoint.substring(colon + 1))))
                .withLocalDatacenter(CassandraServer.DATACENTER)
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, Duration.ofMinutes(2))
                        .build())
                .build();
    }
}
