package io.millrace.manticore.stream;

import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The requests about the consumers of one stream. */
final class ConsumerAdmin {
    /** The server's numbers for what is missing. */
    private static final int CONSUMER_NOT_FOUND = 10014;

    private static final int STREAM_NOT_FOUND = 10059;

    private final JetStreamManagement management;
    private final String stream;

    ConsumerAdmin(JetStreamManagement management, String stream) {
        this.management = management;
        this.stream = stream;
    }

    Optional<ConsumerInfo> find(String name) throws IOException, JetStreamApiException {
        try {
            return Optional.of(management.getConsumerInfo(stream, name));
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() == CONSUMER_NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    ConsumerInfo create(ConsumerConfiguration configuration) throws IOException, JetStreamApiException {
        return management.createConsumer(stream, configuration);
    }

    void delete(String name) throws IOException, JetStreamApiException {
        try {
            management.deleteConsumer(stream, name);
        } catch (JetStreamApiException e) {
            if (e.getApiErrorCode() != CONSUMER_NOT_FOUND) {
                throw e;
            }
        }
    }

    /** Writes something on a consumer that it keeps, without disturbing it. */
    void annotate(ConsumerInfo consumer, Map<String, String> metadata) throws IOException, JetStreamApiException {
        management.addOrUpdateConsumer(
                stream,
                ConsumerConfiguration.builder(consumer.getConsumerConfiguration())
                        .metadata(metadata)
                        .build());
    }

    StreamInfo stream() throws IOException, JetStreamApiException {
        return management.getStreamInfo(stream);
    }

    static boolean streamIsMissing(JetStreamApiException e) {
        return e.getApiErrorCode() == STREAM_NOT_FOUND;
    }
}
