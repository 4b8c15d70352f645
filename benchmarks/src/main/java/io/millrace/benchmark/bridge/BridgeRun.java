package io.millrace.benchmark.bridge;

import io.millrace.benchmark.encode.Encoding;
import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Variant;
import io.millrace.benchmark.servers.Worker;
import java.time.Duration;
import java.util.Map;

/** The bridge in a Connect worker, with one task, reading a topic that was filled in advance. */
final class BridgeRun implements Variant {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private final Worker worker;
    private final String nats;
    private final CdcStream stream;
    private final PreloadedTopic topic;
    private final int records;
    private final String name;
    private int runs;

    BridgeRun(Worker worker, String nats, CdcStream stream, PreloadedTopic topic, int records) {
        this(worker, nats, stream, topic, records, speed(topic.encoding()));
    }

    BridgeRun(Worker worker, String nats, CdcStream stream, PreloadedTopic topic, int records, String name) {
        this.worker = worker;
        this.nats = nats;
        this.stream = stream;
        this.topic = topic;
        this.records = records;
        this.name = name;
    }

    static String speed(Encoding encoding) {
        return "Into the stream: the bridge, from " + encoding.title();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void measure(Figures figures) throws Exception {
        run();
        figures.add(name(), "events/s", stream.messagesPerSecond());
    }

    /** Publishes every record of the topic to the stream. */
    void run() throws Exception {
        stream.recreate();
        String connector = "bridge-" + topic.name() + '-' + ++runs;
        worker.start(connector, settings());
        worker.await(connector, LIMIT, () -> stream.holds(records));
        worker.delete(connector);
    }

    /** The shipped connector, with another topic and its converter. */
    private Map<String, String> settings() throws Exception {
        Map<String, String> settings = Worker.shipped("nats-bridge");
        settings.remove("topics.regex");
        settings.put("topics", topic.name());
        settings.put("tasks.max", "1");
        settings.put("nats.servers", nats);
        if (topic.encoding() != Encoding.CHANGE_EVENT) {
            settings.putAll(topic.encoding().forConnector());
        }
        return settings;
    }
}
