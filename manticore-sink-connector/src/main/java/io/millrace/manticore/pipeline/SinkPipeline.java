package io.millrace.manticore.pipeline;

import io.millrace.manticore.document.IndexFaultException;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.index.TableCatalog;
import io.millrace.manticore.index.VersionedIndex;
import io.millrace.manticore.index.VersionedReadBack;
import io.millrace.manticore.mapping.EventMapper;
import io.millrace.manticore.registry.RegisteredTables;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.stream.Mailbox;
import io.millrace.manticore.stream.StreamContents;
import io.millrace.manticore.stream.StreamReader;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.nats.TableRegistry;
import io.millrace.pace.RateLimit;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings some partitions of the stream into the index. Not thread-safe; the owning thread must call {@link #poll}
 * continuously. Waits for servers that are away, also at the start.
 */
public final class SinkPipeline implements AutoCloseable {
    private static final Duration LONGEST_WAIT = Duration.ofMillis(500);
    private static final Logger LOG = LoggerFactory.getLogger(SinkPipeline.class);
    private static final Duration TABLES_REFRESH = Duration.ofSeconds(30);
    /** How soon the phases of a rebuild are followed. */
    private static final Duration CHANGES_REFRESH = Duration.ofSeconds(1);

    private static final Duration PRESSURE_CHECK = Duration.ofSeconds(5);
    private static final Duration LAST_WRITES = Duration.ofSeconds(2);

    private final StreamReader reader;
    private final ManticoreClient client;
    private final RegisteredTables tables;
    private final ReadBackThread readBack;
    private final PipelineObserver observer;
    private final Map<Integer, PartitionPipeline> partitions = new LinkedHashMap<>();
    private long refreshAt = System.nanoTime() + TABLES_REFRESH.toNanos();
    private long readChangesAt = System.nanoTime() + CHANGES_REFRESH.toNanos();

    public SinkPipeline(PipelineSettings settings, Collection<Integer> partitions, PipelineObserver observer) {
        this.observer = observer;
        Mailbox mailbox = new Mailbox();
        reader = new StreamReader(settings.stream(), mailbox);
        client = new ManticoreClient(settings.manticore());
        TableCatalog catalog = new TableCatalog(client);
        tables = new RegisteredTables(
                new TableRegistry(
                        reader,
                        settings.stream().stream(),
                        settings.stream().consumerPrefix(),
                        settings.manticore().urls().stream().map(URI::toString).toList()),
                settings.mapping(),
                catalog,
                new StreamContents(reader, settings.stream()),
                settings.tolerant());
        EventMapper mapper = new EventMapper(settings.mapping(), tables.manticore(), tables, Clock.systemUTC());
        readBack = new ReadBackThread(new VersionedReadBack(client, catalog, Clock.systemUTC()), mailbox);
        RateLimit rate = new RateLimit(settings.target().documentsPerSecond());
        DeadLetterLog deadLetters = new DeadLetterLog();
        for (int partition : partitions) {
            VersionedIndex index = new VersionedIndex(
                    client,
                    catalog,
                    settings.stream().consumerName(partition),
                    settings.batch().bodyBytes(),
                    Clock.systemUTC());
            Backpressure backpressure =
                    new Backpressure(client, settings.target().diskChunks(), PRESSURE_CHECK);
            this.partitions.put(
                    partition,
                    new PartitionPipeline(
                            reader.partition(partition),
                            tables,
                            new BatchMapper(partition, mapper, settings.tolerant(), deadLetters),
                            index,
                            new WriterThread(index, rate, backpressure, mailbox, "manticore-writer-p" + partition),
                            readBack,
                            settings,
                            observer));
        }
    }

    /**
     * Moves events on and returns what there is to hand out, after half a second at the latest.
     *
     * @throws EventFaultException for an event that cannot be applied, where that is not tolerated
     * @throws IndexFaultException when a person must change something in Manticore or in the mapping
     * @throws NatsFaultException when a person must change something in NATS or in the connector's offsets
     */
    public List<Output> poll() throws InterruptedException {
        long idle = LONGEST_WAIT.toNanos();
        for (PartitionPipeline partition : partitions.values()) {
            idle = Math.min(idle, partition.idleNanos());
        }
        reader.receive(Duration.ofNanos(idle));
        refreshTables();
        List<Output> out = new ArrayList<>();
        for (PartitionPipeline partition : partitions.values()) {
            partition.step(out);
        }
        observer.tables(tables.countSetAside(), tables.countDamaged());
        return out;
    }

    /** Other tasks, or somebody else, may have changed their state. */
    private void refreshTables() {
        long now = System.nanoTime();
        try {
            if (now - refreshAt >= 0) {
                refreshAt = now + TABLES_REFRESH.toNanos();
                tables.refresh();
            } else if (now - readChangesAt >= 0) {
                readChangesAt = now + CHANGES_REFRESH.toNanos();
                tables.readChanges();
            }
        } catch (NatsUnavailableException | IndexUnavailableException e) {
            LOG.debug("The state of tables cannot be read", e);
            readChangesAt = refreshAt;
        }
    }

    /** Kafka has the dead letter of an event, so the event can be acknowledged. */
    public void confirm(int partition, long sequence) {
        PartitionPipeline pipeline = partitions.get(partition);
        if (pipeline != null) {
            pipeline.confirm(sequence);
        }
    }

    @Override
    public void close() {
        // A write that ends now needs no second look; one that does not is aborted, so that nothing is written after
        // this.
        partitions.values().forEach(PartitionPipeline::stopWriting);
        long deadline = System.nanoTime() + LAST_WRITES.toNanos();
        partitions.values().forEach(partition -> partition.awaitWriting(deadline));
        client.close();
        partitions.values().forEach(PartitionPipeline::close);
        readBack.close();
        handBack();
        reader.close();
    }

    private void handBack() {
        try {
            partitions.values().forEach(PartitionPipeline::handBack);
        } catch (NatsUnavailableException | NatsFaultException e) {
            LOG.warn("Whether another task reads the partitions already is unknown: {}", e.getMessage());
        }
    }
}
