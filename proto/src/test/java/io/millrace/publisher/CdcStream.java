package io.millrace.publisher;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.local.NatsServer;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import io.nats.client.OrderedConsumerContext;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Gives a test access to the stream, on a connection of its own. */
final class CdcStream implements AutoCloseable {
    private final String url;
    private final Connection connection;

    private CdcStream(String url, Connection connection) {
        this.url = url;
        this.connection = connection;
    }

    static CdcStream connect(String url) throws IOException, InterruptedException {
        return new CdcStream(url, NatsServer.connect(url));
    }

    static CdcStream create(String url) throws IOException, InterruptedException, JetStreamApiException {
        CdcStream stream = connect(url);
        stream.create(
                StreamDefinition.withDefaults(StreamDefinition.DEFAULT_NAME).toConfiguration());
        return stream;
    }

    void create(StreamConfiguration configuration) throws IOException, JetStreamApiException {
        connection.jetStreamManagement().addStream(configuration);
    }

    Connection connection() {
        return connection;
    }

    /** All messages in the stream. Read on a new connection: after a kill, the other one reconnects in its own time. */
    List<Message> messages() throws IOException, JetStreamApiException, InterruptedException {
        try (Connection reading = NatsServer.connect(url)) {
            return messages(reading);
        }
    }

    private static List<Message> messages(Connection connection)
            throws IOException, JetStreamApiException, InterruptedException {
        long left = connection
                .jetStreamManagement()
                .getStreamInfo(StreamDefinition.DEFAULT_NAME)
                .getStreamState()
                .getMsgCount();
        OrderedConsumerContext consumer = connection
                .getStreamContext(StreamDefinition.DEFAULT_NAME)
                .createOrderedConsumer(new OrderedConsumerConfiguration());
        List<Message> messages = new ArrayList<>();
        while (messages.size() < left) {
            int batch = (int) Math.min(500, left - messages.size());
            try (FetchConsumer fetch = consumer.fetch(
                    FetchConsumeOptions.builder().maxMessages(batch).build())) {
                for (Message message = fetch.nextMessage(); message != null; message = fetch.nextMessage()) {
                    messages.add(message);
                }
            } catch (Exception e) {
                throw new IOException("Could not read the stream", e);
            }
        }
        return messages;
    }

    List<ChangeEvent> events() throws IOException, JetStreamApiException, InterruptedException {
        return messages().stream()
                .map(message -> ChangeEvents.parse(message.getData()))
                .toList();
    }

    @Override
    public void close() throws InterruptedException {
        connection.close();
    }
}
