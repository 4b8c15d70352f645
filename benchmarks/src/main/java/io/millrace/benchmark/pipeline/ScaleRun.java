package io.millrace.benchmark.pipeline;

import io.millrace.benchmark.measure.Benchmark;
import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Variant;
import io.millrace.benchmark.servers.Deadline;
import io.millrace.benchmark.servers.ProcessUse;
import io.millrace.benchmark.servers.Servers;
import io.millrace.benchmark.servers.Worker;
import io.millrace.local.ManticoreHttp;
import io.millrace.local.MySqlAddress;
import io.millrace.nats.NatsSession;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/** What an event costs each process between MySQL and the index, of tables of one shape; with servers of its own. */
final class ScaleRun implements Variant {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration INTERVAL = Duration.ofMillis(50);
    private static final List<String> OURS = List.of("Connect", "Kafka", "NATS");
    private static final int DOCUMENTS_AT_ONCE = 10_000;
    /** Above the number of any row. */
    private static final long FIRST_DOCUMENT = 1L << 40;

    private final Benchmark.Options options;
    private final MySqlAddress mysql;
    private final Shape shape;
    private final Work work;
    private int runs;

    /**
     * What is varied.
     *
     * @param partitions of each topic
     * @param documents that each index table has before
     */
    record Shape(String name, int tables, int columns, int partitions, int documents) {}

    /** How many rows warm up the processes, and how many are measured. */
    record Work(int warmUp, int rows) {}

    ScaleRun(Benchmark.Options options, MySqlAddress mysql, Shape shape, Work work) {
        this.options = options;
        this.mysql = mysql;
        this.shape = shape;
        this.work = work;
    }

    /** Of the worker, the broker and NATS together. */
    static String cost(String shape) {
        return "Processor time per event of the worker, the broker and NATS: " + shape;
    }

    /** The same, divided by the bytes of a message in the stream. */
    static String costOfByte(String shape) {
        return "The same per byte in the stream: " + shape;
    }

    @Override
    public String name() {
        return shape.name();
    }

    @Override
    public void measure(Figures figures) throws Exception {
        ScaleTables tables = new ScaleTables(mysql, shape.tables(), shape.columns());
        tables.create();
        // Kafka takes a comma for the end of a folder.
        String folder = (name() + "-" + ++runs).replaceAll("[^a-z0-9]+", "-");
        try (Servers servers = new Servers(options.in(folder))) {
            String nats = servers.nats();
            String manticore = servers.manticore();
            ShippedPipeline pipeline = ShippedPipeline.with(servers, mysql, nats, Optional.of(manticore));
            Worker worker =
                    pipeline.start(Map.of("topic.creation.default.partitions", Integer.toString(shape.partitions())));
            try (NatsSession session = Servers.session(nats)) {
                Arrivals arrivals = new Arrivals(session.connection(), ShippedPipeline.STREAM, "cdc.mysql.shop.>");
                Rows rows = new Rows(tables, arrivals, shape.partitions(), pipeline, worker);
                rows.insert(work.warmUp());
                fill(manticore);
                Map<String, ProcessUse> before = servers.uses();
                rows.insert(work.rows());
                add(figures, before, servers.uses(), arrivals.bytesPerMessage());
            }
        }
    }

    private void add(
            Figures figures, Map<String, ProcessUse> before, Map<String, ProcessUse> after, double bytesPerMessage) {
        double cost = 0;
        for (String process : after.keySet()) {
            double each = micros(after, process) - micros(before, process);
            figures.add("Processor time per event, " + name() + ": " + process, "µs", each / work.rows());
            cost += OURS.contains(process) ? each / work.rows() : 0;
        }
        figures.add(cost(name()), "µs", cost);
        figures.add(costOfByte(name()), "ns", cost * 1e3 / bytesPerMessage);
        after.forEach(
                (process, use) -> figures.add("Memory, " + name() + ": " + process, "MB", use.residentBytes() / 1e6));
    }

    private static double micros(Map<String, ProcessUse> uses, String process) {
        ProcessUse use = uses.get(process);
        return use == null ? 0 : use.processor().toNanos() / 1e3;
    }

    /** Documents that no row has, so that each index table is as large as it should be. */
    private void fill(String manticore) throws IOException {
        ManticoreHttp server = new ManticoreHttp(manticore);
        for (int table = 0; table < shape.tables(); table++) {
            String name = ScaleTables.name(table);
            for (int done = 0; done < shape.documents(); done += DOCUMENTS_AT_ONCE) {
                String lines = LongStream.range(done, Math.min(shape.documents(), done + DOCUMENTS_AT_ONCE))
                        .mapToObj(each -> "{\"replace\":{\"table\":\"%s\",\"id\":%d,\"doc\":{\"c1\":\"item %d\"}}}\n"
                                .formatted(name, FIRST_DOCUMENT + each, each))
                        .collect(Collectors.joining());
                ManticoreHttp.Answer answer = server.post("/bulk", "application/x-ndjson", lines);
                if (answer.status() != 200 || !answer.body().contains("\"errors\":false")) {
                    throw new IllegalStateException("Manticore answered " + answer);
                }
            }
        }
    }

    /** Inserts rows and awaits that the sink has acknowledged all of them. */
    private static final class Rows {
        private final ScaleTables tables;
        private final Arrivals arrivals;
        private final int partitions;
        private final ShippedPipeline pipeline;
        private final Worker worker;
        private long inserted;

        Rows(ScaleTables tables, Arrivals arrivals, int partitions, ShippedPipeline pipeline, Worker worker) {
            this.tables = tables;
            this.arrivals = arrivals;
            this.partitions = partitions;
            this.pipeline = pipeline;
            this.worker = worker;
        }

        void insert(int rows) throws Exception {
            tables.insert(inserted + 1, inserted + rows);
            inserted += rows;
            Deadline deadline = new Deadline(LIMIT, INTERVAL);
            while (arrivals.count() < inserted || !arrivals.areAcknowledged(partitions)) {
                pipeline.connectors().forEach(worker::requireAlive);
                deadline.pause("the stream has " + arrivals.count() + " of " + inserted
                        + " messages, or the sink has not acknowledged all of them");
            }
        }
    }
}
