package io.millrace.benchmark.bridge;

import io.millrace.benchmark.bridge.BarePublisher.Mode;
import io.millrace.benchmark.encode.Encoding;
import io.millrace.benchmark.measure.Benchmark;
import io.millrace.benchmark.measure.Figures;
import io.millrace.benchmark.measure.Machine;
import io.millrace.benchmark.measure.Ratio;
import io.millrace.benchmark.measure.Report;
import io.millrace.benchmark.measure.Rounds;
import io.millrace.benchmark.servers.Servers;
import io.millrace.benchmark.servers.Worker;
import io.millrace.nats.NatsSession;
import io.nats.client.Message;
import java.util.List;

/** The bridge compared with the fastest that jnats can publish, and with awaiting each publish. */
public final class BridgeBenchmark implements Benchmark {
    @Override
    public String description() {
        return "the bridge compared with bare jnats publishing the same messages";
    }

    @Override
    public Report run(Options options) throws Exception {
        Machine machine = Machine.current();
        Figures figures = new Figures();
        int events = options.pick(300_000, 30_000);
        try (Servers servers = new Servers(options)) {
            String nats = servers.nats();
            String kafka = servers.kafka();
            options.progress().report("filling two topics with " + events + " records each");
            PreloadedTopic encoded = PreloadedTopic.create(kafka, Encoding.CHANGE_EVENT, events);
            PreloadedTopic json = PreloadedTopic.create(kafka, Encoding.JSON_WITH_SCHEMAS, events);
            PreloadedTopic few = PreloadedTopic.create(kafka, "orders-few", Encoding.CHANGE_EVENT, events / 10);
            String synced = servers.natsThatSyncsAlways();
            Worker worker = servers.connect(kafka, List.of("nats-bridge-connector"));
            try (NatsSession session = Servers.session(nats);
                    NatsSession syncedSession = Servers.session(synced)) {
                CdcStream stream = new CdcStream(session.connection());
                BridgeRun ours = new BridgeRun(worker, nats, stream, encoded, events);
                options.progress().report("running the bridge once, to get the messages that jnats publishes");
                ours.run();
                List<Message> messages = stream.read();
                new Rounds(options.pick(5, 1), options.progress())
                        .measure(
                                List.of(
                                        new BarePublisher(stream, messages, Mode.PIPELINED),
                                        ours,
                                        new BridgeRun(worker, nats, stream, json, events),
                                        new BridgeRun(
                                                worker,
                                                synced,
                                                new CdcStream(syncedSession.connection()),
                                                few,
                                                events / 10,
                                                BridgeRun.speed(Encoding.CHANGE_EVENT)
                                                        + ", NATS with sync_interval: always"),
                                        new BarePublisher(
                                                stream, messages.subList(0, events / 10), Mode.ONE_AT_A_TIME)),
                                figures);
            }
        }
        return new Report(
                machine,
                figures.measurements(),
                List.of(
                        Ratio.atLeast(
                                0.85,
                                "the bridge / bare jnats, asynchronously",
                                figures.quotient(
                                        BridgeRun.speed(Encoding.CHANGE_EVENT), BarePublisher.speed(Mode.PIPELINED))),
                        Ratio.atLeast(
                                5,
                                "the bridge / bare jnats, each publish awaited",
                                figures.quotient(
                                        BridgeRun.speed(Encoding.CHANGE_EVENT),
                                        BarePublisher.speed(Mode.ONE_AT_A_TIME)))),
                List.of(events + " inserts of a table with 11 columns, in 4 partitions; one task; timed between"
                        + " the server storing the first and the last message."));
    }
}
