package io.millrace.manticore.stream;

import io.millrace.nats.JetStreamError;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsUnavailableException;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamInfo;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** The requests about the consumers of one stream. Each throws {@link NatsUnavailableException} without an answer. */
final class ConsumerAdmin {
    private final NatsSession nats;
    private final String stream;

    ConsumerAdmin(NatsSession nats, String stream) {
        this.nats = nats;
        this.stream = stream;
    }

    private interface Request<T> {
        T send(JetStreamManagement management) throws IOException, JetStreamApiException;
    }

    Optional<ConsumerInfo> find(String name) {
        return ask(
                "about consumer " + name,
                management -> ifExists(() -> Optional.of(management.getConsumerInfo(stream, name))));
    }

    ConsumerInfo create(ConsumerConfiguration configuration) {
        return ask(
                "to create consumer " + configuration.getDurable(),
                management -> management.createConsumer(stream, configuration));
    }

    void delete(String name) {
        ask(
                "to delete consumer " + name,
                management -> ifExists(() -> Optional.of(management.deleteConsumer(stream, name))));
    }

    /** Adds metadata to a consumer without disturbing it. */
    void annotate(ConsumerInfo consumer, Map<String, String> metadata) {
        ask(
                "to update consumer " + consumer.getName(),
                management -> management.addOrUpdateConsumer(
                        stream,
                        ConsumerConfiguration.builder(consumer.getConsumerConfiguration())
                                .metadata(metadata)
                                .build()));
    }

    StreamInfo stream() {
        return ask("about stream " + stream, management -> management.getStreamInfo(stream));
    }

    private interface ConsumerRequest<T> {
        Optional<T> send() throws IOException, JetStreamApiException;
    }

    private static <T> Optional<T> ifExists(ConsumerRequest<T> request) throws IOException, JetStreamApiException {
        try {
            return request.send();
        } catch (JetStreamApiException e) {
            if (JetStreamError.CONSUMER_NOT_FOUND.is(e)) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private <T> T ask(String what, Request<T> request) {
        return nats.ask(what, connection -> {
            try {
                return request.send(connection.jetStreamManagement());
            } catch (JetStreamApiException e) {
                if (JetStreamError.STREAM_NOT_FOUND.is(e)) {
                    throw new NatsUnavailableException("Stream " + stream + " does not exist yet", e);
                }
                throw e;
            }
        });
    }
}
