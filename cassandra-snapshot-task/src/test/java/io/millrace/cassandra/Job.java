package io.millrace.cassandra;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.Subject;
import io.millrace.local.NatsServer;
import io.millrace.nats.StreamDefinition;
import io.nats.client.Connection;
import io.nats.client.FetchConsumeOptions;
import io.nats.client.FetchConsumer;
import io.nats.client.Message;
import io.nats.client.OrderedConsumerContext;
import io.nats.client.PurgeOptions;
import io.nats.client.api.OrderedConsumerConfiguration;
import io.nats.client.api.StreamInfoOptions;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs the job with a source of its own, and reads what it published. */
final class Job implements AutoCloseable {
    private final String source;
    private final Path directory;
    private final Connection connection;
    private final Map<String, String> settings = new LinkedHashMap<>();

    /** The result of a run. */
    record Result(int exitCode, String out, String err) {}

    Job(String source, String tables, Path directory) throws Exception {
        this(source, tables, directory, Servers.NATS.url());
    }

    /** @param nats in which this class may do anything without a login */
    Job(String source, String tables, Path directory, String nats) throws Exception {
        this.source = source;
        this.directory = directory;
        connection = NatsServer.connect(nats);
        if (!connection.jetStreamManagement().getStreamNames().contains(StreamDefinition.DEFAULT_NAME)) {
            connection
                    .jetStreamManagement()
                    .addStream(StreamDefinition.withDefaults(StreamDefinition.DEFAULT_NAME)
                            .toConfiguration());
        }
        with(SnapshotSetting.SOURCE_NAME, source);
        with(SnapshotSetting.TABLES, tables);
        with(SnapshotSetting.CONTACT_POINTS, Servers.CASSANDRA);
        with(SnapshotSetting.DEAD_LETTER_FILE, deadLetters().toString());
        with(SnapshotSetting.LEASE_MS, "1000");
        settings.put("nats.servers", nats);
    }

    /** Has the job sign in to NATS. */
    Job withNatsLogin(String user, String password) {
        settings.put("nats.user", user);
        settings.put("nats.password", password);
        return this;
    }

    Job with(SnapshotSetting setting, String value) {
        settings.put(setting.key(), value);
        return this;
    }

    String source() {
        return source;
    }

    Path deadLetters() {
        return directory.resolve("dead-letters.jsonl");
    }

    Connection connection() {
        return connection;
    }

    List<String> arguments(String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        settings.forEach((key, value) -> arguments.add("--" + key.replace('.', '-') + "=" + value));
        return arguments;
    }

    Result run(String... more) {
        return run(new StopSignal(), more);
    }

    Result run(StopSignal stop, String... more) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int exitCode = new SnapshotCommand(
                        Map.of(),
                        stop,
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8))
                .execute(arguments(more).toArray(String[]::new));
        return new Result(exitCode, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** As {@code nats stream purge} does. */
    void purge() throws Exception {
        connection
                .jetStreamManagement()
                .purgeStream(
                        StreamDefinition.DEFAULT_NAME, PurgeOptions.subject("cdc." + Subject.escape(source) + ".>"));
    }

    /** The source's messages in the stream, in order. */
    List<Message> messages() throws Exception {
        String filter = "cdc." + Subject.escape(source) + ".>";
        OrderedConsumerContext consumer = connection
                .getStreamContext(StreamDefinition.DEFAULT_NAME)
                .createOrderedConsumer(new OrderedConsumerConfiguration().filterSubjects(filter));
        List<Message> messages = new ArrayList<>();
        long there = connection
                .jetStreamManagement()
                .getStreamInfo(StreamDefinition.DEFAULT_NAME, StreamInfoOptions.filterSubjects(filter))
                .getStreamState()
                .getSubjectMap()
                .values()
                .stream()
                .mapToLong(Long::longValue)
                .sum();
        while (messages.size() < there) {
            try (FetchConsumer fetch = consumer.fetch(
                    FetchConsumeOptions.builder().maxMessages(1000).noWait().build())) {
                for (Message message = fetch.nextMessage(); message != null; message = fetch.nextMessage()) {
                    messages.add(message);
                }
            }
        }
        return messages;
    }

    List<ChangeEvent> events() throws Exception {
        return messages().stream()
                .map(message -> ChangeEvents.parse(message.getData()))
                .toList();
    }

    @Override
    public void close() throws InterruptedException {
        connection.close();
    }
}
