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

/** Publishes the bridge's messages from memory, on one jnats connection. */
final class BarePublisher implements Variant {
    /** Also the bridge's default. */
    private static final int WINDOW = 1000;

    private final CdcStream stream;
    private final List<Message> messages;
    private final Mode mode;

    enum Mode {
        PIPELINED("bare jnats, asynchronously with a window of " + WINDOW),
        ONE_AT_A_TIME("bare jnats, each publish awaited");

        private final String title;

        Mode(String title) {
            this.title = title;
        }
    }

    BarePublisher(CdcStream stream, List<Message> messages, Mode mode) {
        this.stream = stream;
        this.messages = messages;
        this.mode = mode;
    }

    static String speed(Mode mode) {
        return "Into the stream: " + mode.title;
    }

    @Override
    public String name() {
        return speed(mode);
    }

    @Override
    public void measure(Figures figures) throws Exception {
        stream.recreate();
        JetStream jetStream = stream.connection().jetStream();
        switch (mode) {
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
            throw new IllegalStateException("The stream did not store a message", error);
        }
    }
}
