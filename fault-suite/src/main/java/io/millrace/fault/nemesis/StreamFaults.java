package io.millrace.fault.nemesis;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.millrace.fault.pipeline.TestedPipeline;
import io.millrace.local.NatsServer;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.JetStreamManagement;
import io.nats.client.PurgeOptions;
import io.nats.client.api.ConsumerInfo;
import io.nats.client.api.StreamConfiguration;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** What people and other programs do to the stream. */
final class StreamFaults {
    private static final String STREAM = "CDC";
    private static final String VICTIM = "stream";

    /** After it the stream lacks events, on purpose. */
    static final String PURGE = "purge-stream";

    /** After it the stream lacks what nobody published again; the bridge marks the tables that this is about. */
    static final String REPLACE = "replace-stream";

    static final String DELETE = "delete-stream";

    private static final String READ_TO = "millrace-read-to";
    private static final Duration USUAL_WINDOW = Duration.ofMinutes(2);
    private static final Duration SHORT_WINDOW = Duration.ofSeconds(1);
    private static final long AGAIN_AFTER_MS = 200;

    private StreamFaults() {}

    static List<FaultKind> all() {
        return List.of(
                once("foreign-messages", StreamFaults::publishForeignMessages),
                once("delete-consumers", StreamFaults::deleteConsumers),
                once(DELETE, nats -> nats.jetStreamManagement().deleteStream(STREAM)),
                once(PURGE, StreamFaults::purgeWhatWasRead),
                once(REPLACE, StreamFaults::replaceStream),
                new FaultKind("shrink-duplicate-window", VICTIM, pipeline -> new Fault() {
                    @Override
                    public void begin() throws Exception {
                        withNats(pipeline, nats -> setWindow(nats, SHORT_WINDOW));
                    }

                    @Override
                    public void end() throws Exception {
                        withNats(pipeline, nats -> setWindow(nats, USUAL_WINDOW));
                    }
                }));
    }

    private interface Work {
        void in(Connection nats) throws Exception;
    }

    private static FaultKind once(String name, Work work) {
        return new FaultKind(name, VICTIM, pipeline -> new Fault() {
            @Override
            public void begin() throws Exception {
                withNats(pipeline, work);
            }

            @Override
            public void end() {
                // It is up to the pipeline to undo it.
            }
        });
    }

    /** NATS may be down at this moment, and the stream not there. */
    private static void withNats(TestedPipeline pipeline, Work work) throws Exception {
        Instant deadline = Instant.now().plus(TestedPipeline.PATIENCE);
        while (true) {
            try (Connection nats = NatsServer.connect(pipeline.natsUrl())) {
                work.in(nats);
                return;
            } catch (IOException | JetStreamApiException e) {
                if (Instant.now().isAfter(deadline)) {
                    throw e;
                }
                TimeUnit.MILLISECONDS.sleep(AGAIN_AFTER_MS);
            }
        }
    }

    /** Some without, some with a subject of a table, of which none is an event. */
    private static void publishForeignMessages(Connection nats) throws Exception {
        for (String subject : List.of(
                "cdc.nobody",
                "cdc.web.blog.posts.1",
                "cdc.mysql.shop.narrow",
                "cdc.mysql.shop.narrow.01",
                "cdc.mysql.shop.emptied.0")) {
            nats.jetStream().publish(subject, "not an event".getBytes(UTF_8));
        }
    }

    private static void deleteConsumers(Connection nats) throws Exception {
        JetStreamManagement management = nats.jetStreamManagement();
        for (String consumer : management.getConsumerNames(STREAM)) {
            management.deleteConsumer(STREAM, consumer);
        }
    }

    /** Deletes the stream, and makes an empty one of the same name before anybody can notice. */
    private static void replaceStream(Connection nats) throws Exception {
        JetStreamManagement management = nats.jetStreamManagement();
        StreamConfiguration configuration = management.getStreamInfo(STREAM).getConfiguration();
        management.deleteStream(STREAM);
        management.addStream(configuration);
    }

    /**
     * Removes what every partition was certainly read up to, as the sink notes in its consumers. After a purge of more, it
     * refuses to go on, as it should, since it cannot know that nothing of it was unread.
     */
    private static void purgeWhatWasRead(Connection nats) throws Exception {
        JetStreamManagement management = nats.jetStreamManagement();
        long read = Long.MAX_VALUE;
        for (ConsumerInfo consumer : management.getConsumers(STREAM)) {
            Map<String, String> notes = consumer.getConsumerConfiguration().getMetadata();
            read = Math.min(read, Long.parseLong(notes == null ? "0" : notes.getOrDefault(READ_TO, "0")));
        }
        if (read == Long.MAX_VALUE || read == 0) {
            throw new IllegalStateException("nothing was noted as read");
        }
        management.purgeStream(STREAM, PurgeOptions.builder().sequence(read + 1).build());
    }

    private static void setWindow(Connection nats, Duration window) throws Exception {
        JetStreamManagement management = nats.jetStreamManagement();
        StreamConfiguration now = management.getStreamInfo(STREAM).getConfiguration();
        management.updateStream(
                StreamConfiguration.builder(now).duplicateWindow(window).build());
    }
}
