package io.millrace.benchmark.bridge;

import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Variant;
import io.nats.client.JetStream;
import io.nats.client.JetStreamApiException;
import io.nats.client.Message;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Publishes from memory, on one connection of jnats, the very messages that the bridge has made. */
final class BarePublisher implements Variant {
    /** Also the bridge's default. */
    private static final int WINDOW = 1000;

    private final CdcStream stream;
    private final List<Message> messages;
    private final Way way;

    /** How it is published. */
    enum Way {
        PIPELINED("bare jnats, asynchronously with a window of " + WINDOW),
        ONE_AT_A_TIME("bare jnats, each publish awaited");

        private final String title;

        Way(String title) {
            this.title = title;
        }
    }

    BarePublisher(CdcStream stream, List<Message> messages, Way way) {
        this.stream = stream;
        this.messages = messages;
        this.way = way;
    }

    static String speed(Way way) {
        return "Into the stream: " + way.title;
    }

    @Override
    public String name() {
        return speed(way);
    }

    @Override
    public void measure(Figures figures) throws Exception {
        stream.recreate();
        JetStream jetStream = stream.connection().jetStream();
        switch (way) {
            case PIPELINED -> publishPipelined(jetStream);
            case ONE_AT_A_TIME -> publishOneByOne(jetStream);
        }
        figures.add(name(), "events/s", stream.messagesPerSecond());
    }

    private void publishOneByOne(JetStream jetStream) throws IOException, JetStreamApiException {
        for (Message message : messages) {
            jetStream.publish(message.getSubject(), message.getHeaders(), message.getData());
        }
    }

    private void publishPipelined(JetStream jetStream) throws InterruptedException {
        Semaphore window = new Semaphore(WINDOW);
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        for (Message message : messages) {
            window.acquire();
            CompletableFuture<?> reply =
                    jetStream.publishAsync(message.getSubject(), message.getHeaders(), message.getData());
            reply.whenComplete((acknowledgement, error) -> {
                window.release();
                if (error != null) {
                    failure.set(error);
                }
            });
        }
        window.acquire(WINDOW);
        Throwable error = failure.get();
        if (error != null) {
            throw new IllegalStateException("A message was not stored", error);
        }
    }
}
