package io.millrace.benchmark.pipeline;

import io.millrace.benchmark.servers.Worker;
import io.nats.client.Connection;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The pipeline as it is shipped, in a worker and with a Kafka of its own. */
final class MillraceReplication implements Replication {
    private static final String TOPIC = "mysql.shop.orders";

    private final ShippedPipeline pipeline;
    private final Arrivals arrivals;
    private final TopicTimes topic;
    private @Nullable Worker worker;

    MillraceReplication(ShippedPipeline pipeline, Connection nats) throws IOException {
        this.pipeline = pipeline;
        this.arrivals = new Arrivals(nats, ShippedPipeline.STREAM, "cdc.mysql.shop.orders.*");
        this.topic = new TopicTimes(pipeline.kafka(), TOPIC);
    }

    @Override
    public void start() throws Exception {
        topic.rememberEnd();
        if (worker == null) {
            worker = pipeline.start(Map.of());
        } else {
            worker.restart();
        }
    }

    @Override
    public void stop() {
        if (worker != null) {
            worker.stop();
        }
    }

    @Override
    public void requireRunning() {
        if (worker != null) {
            pipeline.connectors().forEach(worker::requireAlive);
        }
    }

    @Override
    public Arrivals arrivals() {
        return arrivals;
    }

    /** What takes the times of single orders. */
    Stages stages() {
        return new Stages(topic, arrivals);
    }

    @Override
    public Instant firstRecord(long sequence) throws Exception {
        return topic.firstBehindTheEnd();
    }

    @Override
    public void close() {
        topic.close();
        stop();
    }
}
