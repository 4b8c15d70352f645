package io.millrace.manticore.pipeline;

import io.millrace.manticore.index.Backpressure;
import io.millrace.manticore.index.ManticoreClient;
import io.millrace.manticore.index.TableCatalog;
import io.millrace.manticore.index.VersionedIndex;
import io.millrace.manticore.mapping.EventMapper;
import io.millrace.manticore.stream.StreamReader;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Some partitions of the stream into the index. For one thread, which has to call {@link #poll} all the time. Servers
 * that are away, also at the start, are waited for.
 */
public final class SinkPipeline implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);

    /** While a batch is being collected, waking up for each event would cost more than the event. */
    private static final Duration COLLECT = Duration.ofMillis(2);

    private static final Duration PRESSURE_CHECK = Duration.ofSeconds(5);

    private final StreamReader reader;
    private final ManticoreClient client;
    private final Map<Integer, PartitionPipeline> partitions = new LinkedHashMap<>();

    public SinkPipeline(PipelineSettings settings, Collection<Integer> partitions, PipelineObserver observer) {
        reader = new StreamReader(settings.stream());
        client = new ManticoreClient(settings.manticore());
        TableCatalog catalog = new TableCatalog(client);
        EventMapper mapper = new EventMapper(settings.mapping(), catalog);
        Throttle throttle = new Throttle(settings.target().documentsPerSecond(), System.nanoTime());
        for (int partition : partitions) {
            VersionedIndex index =
                    new VersionedIndex(client, catalog, settings.batch().bodyBytes(), Clock.systemUTC());
            Backpressure backpressure =
                    new Backpressure(client, settings.target().diskChunks(), PRESSURE_CHECK);
            this.partitions.put(
                    partition,
                    new PartitionPipeline(
                            reader.session(partition),
                            new BatchMapper(partition, mapper, settings.tolerant()),
                            index,
                            new WriterThread(index, throttle, backpressure, "manticore-writer-p" + partition),
                            settings,
                            observer));
        }
    }

    /**
     * Moves events on and returns what there is to hand out, after half a second at the latest.
     *
     * @throws EventFaultException for an event that cannot be applied, where that is not tolerated
     * @throws io.millrace.manticore.document.IndexFaultException when a person has to put something right in Manticore
     * @throws io.millrace.manticore.stream.StreamFaultException when a person has to put something right in NATS
     */
    public List<Output> poll() throws InterruptedException {
        long idle = LONGEST_WAIT.toNanos();
        boolean collecting = false;
        for (PartitionPipeline partition : partitions.values()) {
            idle = Math.min(idle, partition.idleNanos());
            collecting |= partition.isCollecting();
        }
        if (collecting) {
            reader.collect(Duration.ofNanos(Math.min(COLLECT.toNanos(), idle)));
        } else {
            reader.receive(Duration.ofNanos(Math.max(1, idle)));
        }
        List<Output> out = new ArrayList<>();
        for (PartitionPipeline partition : partitions.values()) {
            partition.step(out);
        }
        return out;
    }

    /** The dead letter of an event is safe, so that the event can be acknowledged. */
    public void confirm(int partition, long sequence) {
        PartitionPipeline pipeline = partitions.get(partition);
        if (pipeline != null) {
            pipeline.confirm(sequence);
        }
    }

    @Override
    public void close() {
        reader.close();
        // Breaks off the requests that are under way, so that nothing is written any more after this.
        client.close();
        partitions.values().forEach(PartitionPipeline::close);
    }
}
