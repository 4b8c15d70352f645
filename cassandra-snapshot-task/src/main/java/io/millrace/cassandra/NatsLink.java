package io.millrace.cassandra;

import io.millrace.nats.NatsErrors;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to NATS, which comes back by itself, and the stream behind it. */
final class NatsLink implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NatsLink.class);
    private static final int STREAM_NOT_FOUND = 10059;

    private final Connection connection;
    private final StreamInfo stream;

    private NatsLink(Connection connection, StreamInfo stream) {
        this.connection = connection;
        this.stream = stream;
    }

    /**
     * Connects, and makes sure that the stream can take the events.
     *
     * @param refused told what the server does not permit: it does not answer such a publish
     * @throws ConfigurationException when the stream is not there or cannot serve
     */
    static NatsLink open(NatsSettings settings, String stream, Consumer<String> refused)
            throws IOException, InterruptedException, JetStreamApiException {
        Connection connection = new Errors(refused)
                .connect(
                        settings.toOptions().connectionName("millrace-snapshot").maxReconnects(-1));
        try {
            return new NatsLink(connection, usableStream(connection, stream));
        } catch (IOException | JetStreamApiException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    Connection connection() {
        return connection;
    }

    /** Of headers and body together. */
    long maxEventBytes() {
        long limit = stream.getConfiguration().getMaximumMessageSize();
        return limit < 0 ? connection.getMaxPayload() : Math.min(limit, connection.getMaxPayload());
    }

    /** Another one for a stream that was created anew. */
    String identity() {
        return stream.getConfiguration().getName() + " of " + stream.getCreateTime();
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static StreamInfo usableStream(Connection connection, String name)
            throws IOException, JetStreamApiException {
        try {
            StreamInfo stream = connection.jetStreamManagement().getStreamInfo(name);
            StreamConfiguration configuration = stream.getConfiguration();
            // How long it keeps events and ids is its owner's choice: a row that comes twice does no harm.
            List<String> faults =
                    new StreamDefinition(name, Duration.ZERO, Duration.ZERO, 1, -1, true).faults(configuration);
            if (!faults.isEmpty()) {
                throw new ConfigurationException(faults);
            }
            return stream;
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == STREAM_NOT_FOUND) {
                throw new ConfigurationException(
                        "There is no stream " + name
                                + "; create it, start a NATS bridge that does (nats.stream.create=if.absent), or set nats.stream");
            }
            throw e;
        }
    }

    private static final class Errors extends NatsErrors {
        private final Consumer<String> refused;

        Errors(Consumer<String> refused) {
            this.refused = refused;
        }

        @Override
        protected void refused(String error) {
            refused.accept("NATS does not permit what the snapshot has to do: " + error);
        }

        @Override
        public void errorOccurred(Connection connection, String error) {
            LOG.debug("NATS says: {}", error);
            super.errorOccurred(connection, error);
        }

        @Override
        public void exceptionOccurred(Connection connection, Exception exception) {
            LOG.debug("Connection to NATS", exception);
            super.exceptionOccurred(connection, exception);
        }
    }
}
