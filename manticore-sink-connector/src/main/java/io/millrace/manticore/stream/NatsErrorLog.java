package io.millrace.manticore.stream;

import io.millrace.nats.NatsErrors;
import io.nats.client.Connection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the client library reports on its own threads: the outages themselves are told once, by who notices them. */
final class NatsErrorLog extends NatsErrors {
    private static final Logger LOG = LoggerFactory.getLogger(NatsErrorLog.class);

    @Override
    public void errorOccurred(Connection connection, String error) {
        LOG.warn("NATS: {}", error);
        super.errorOccurred(connection, error);
    }

    @Override
    public void exceptionOccurred(Connection connection, Exception exception) {
        LOG.debug("NATS connection", exception);
        super.exceptionOccurred(connection, exception);
    }
}
