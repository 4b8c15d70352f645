package io.millrace.manticore.stream;

import io.millrace.nats.JetStreamError;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsUnavailableException;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.ConsumerConfiguration;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamInfo;
import java.util.Map;
import java.util.Optional;

/**
 * The requests about the consumers of one stream. Each throws {@link NatsUnavailableException} when there is no answer,
 * or no stream.
 */
final class ConsumerAdmin {
    private final NatsSession nats;
    private final String stream;

    ConsumerAdmin(NatsSession nats, String stream) {
        this.nats = nats;
        this.stream = stream;
    }

    Optional<ConsumerInfo> find(String name) {
        return askIfExists(
                "about consumer " + name,
                connection -> connection.jetStreamManagement().getConsumerInfo(stream, name));
    }

    ConsumerInfo create(ConsumerConfiguration configuration) {
        return ask(
                "to create consumer " + configuration.getDurable(),
                connection -> connection.jetStreamManagement().createConsumer(stream, configuration));
    }

    void delete(String name) {
        askIfExists(
                "to delete consumer " + name,
                connection -> connection.jetStreamManagement().deleteConsumer(stream, name));
    }

    /** Adds metadata to a consumer without disturbing it. */
    void annotate(ConsumerInfo consumer, Map<String, String> metadata) {
        ConsumerConfiguration configuration = ConsumerConfiguration.builder(consumer.getConsumerConfiguration())
                .metadata(metadata)
                .build();
        ask(
                "to update consumer " + consumer.getName(),
                connection -> connection.jetStreamManagement().addOrUpdateConsumer(stream, configuration));
    }

    StreamInfo stream() {
        return ask(
                "about stream " + stream,
                connection -> connection.jetStreamManagement().getStreamInfo(stream));
    }

    /** Empty when there is no such consumer. */
    private <T> Optional<T> askIfExists(String what, NatsSession.Question<T> question) {
        return ask(what, connection -> {
            try {
                return Optional.of(question.ask(connection));
            } catch (JetStreamApiException e) {
                if (JetStreamError.CONSUMER_NOT_FOUND.is(e)) {
                    return Optional.empty();
                }
                throw e;
            }
        });
    }

    private <T> T ask(String what, NatsSession.Question<T> question) {
        return nats.ask(what, connection -> {
            try {
                return question.ask(connection);
            } catch (JetStreamApiException e) {
                if (JetStreamError.STREAM_NOT_FOUND.is(e)) {
                    throw new NatsUnavailableException("Stream " + stream + " does not exist yet", e);
                }
                throw e;
            }
        });
    }
}
