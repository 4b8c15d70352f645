package io.millrace.audit.connect;

import io.millrace.audit.AuditListener;
import io.millrace.audit.AuditedPipeline;
import io.millrace.audit.MarkRemoval;
import io.millrace.audit.TableReport;
import io.millrace.audit.WalkPosition;
import io.millrace.audit.repair.RepairPlan;
import io.millrace.audit.source.DebeziumSource;
import io.millrace.event.SourceTable;
import io.millrace.nats.AuditMarks.Mark;
import io.millrace.nats.NatsSession;
import io.millrace.pace.RateLimit;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.ConnectClient;
import io.millrace.state.ConnectorDiscovery;
import io.millrace.state.JsonHttpClient;
import io.millrace.state.KafkaServers;
import io.millrace.state.ManticoreServers;
import io.millrace.state.PipelineConnectors;
import io.millrace.state.Placeholders;
import io.millrace.state.StateException;
import io.millrace.state.applied.PipelineRoute;
import io.millrace.state.signal.IncrementalSnapshots.Asker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pipeline of the connectors on a worker, as they are configured. */
final class PipelineSession implements AuditSession {
    private static final Logger LOG = LoggerFactory.getLogger(PipelineSession.class);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final AuditedPipeline pipeline;
    private final String configuration;

    private PipelineSession(AuditedPipeline pipeline, PipelineRoute route) {
        this.pipeline = pipeline;
        configuration = Stream.of(route.source(), route.sink())
                .map(connector -> Integer.toHexString(connector.posted().hashCode()))
                .collect(Collectors.joining("-", new IndexAuditConnector().version() + "-", ""));
    }

    /**
     * Whether the pipeline can be found and followed.
     *
     * @throws StateException if Connect does not answer, a connector is missing or a setting only the worker knows
     * @throws io.millrace.audit.source.UnreadableSourceException if the source connector's rows cannot be followed
     */
    static void check(IndexAuditConfig config) throws InterruptedException {
        ConnectClient connect = connect(config);
        ConnectorDiscovery discovery = discovery(connect);
        PipelineRoute route = route(config, resolved(discovery, discovery.posted()));
        AuditedPipeline.AuditedServers servers = servers(connect, route);
        AuditedPipeline.sinkConfiguration(route.sink(), servers.manticore());
        new DebeziumSource(route.source().resolved(), PipelineConnectors.mysql(route.source()));
    }

    @Override
    public Set<SourceTable> tables() throws Exception {
        return pipeline.tables();
    }

    @Override
    public List<Mark> marks() {
        return MarkRemoval.marks(pipeline.nats());
    }

    @Override
    public void remove(Mark mark) {
        MarkRemoval.remove(pipeline.nats(), pipeline.sink(), mark)
                .ifPresent(why -> LOG.info(
                        "Table {}.{} was found equal and stays marked to be audited: {}",
                        mark.content().getDatabase(),
                        mark.content().getTable(),
                        why));
    }

    @Override
    public String configuration() {
        return configuration;
    }

    @Override
    public TableReport audit(SourceTable table, WalkPosition from, RateLimit limit, AuditListener listener)
            throws InterruptedException {
        return pipeline.audit().audit(table, from, limit, listener);
    }

    @Override
    public void mend(SourceTable table, RepairPlan plan) throws Exception {
        pipeline.mend(table, plan, new Asker("index audit", line -> LOG.info("Repair of {}: {}", table, line)));
    }

    @Override
    public void close() {
        pipeline.close();
    }

    /** Opens a new session whenever the configuration of one of the connectors has changed. */
    static final class Configured implements Sessions {
        private final IndexAuditConfig config;
        private final ConnectClient connect;
        private final ConnectorDiscovery discovery;
        private Map<String, Map<String, String>> known = Map.of();
        private @Nullable AuditSession session;

        Configured(IndexAuditConfig config) {
            this.config = config;
            connect = connect(config);
            discovery = discovery(connect);
        }

        @Override
        public AuditSession current() throws InterruptedException {
            List<ConfiguredConnector> posted = discovery.posted();
            Map<String, Map<String, String>> settings = new TreeMap<>();
            posted.forEach(each -> settings.put(each.name(), each.posted()));
            AuditSession last = session;
            if (last != null && settings.equals(known)) {
                return last;
            }
            close();
            AuditSession opened = open(route(config, resolved(discovery, posted)));
            known = settings;
            session = opened;
            return opened;
        }

        private AuditSession open(PipelineRoute route) {
            AuditedPipeline.AuditedServers servers = servers(connect, route);
            NatsSession nats = NatsSession.reconnecting(
                    PipelineConnectors.nats(route.sink(), Map.of()), "millrace-index-audit", (problem, cause) -> {});
            try {
                return new PipelineSession(AuditedPipeline.open(route, servers, nats), route);
            } catch (RuntimeException e) {
                nats.close();
                throw e;
            }
        }

        @Override
        public void close() {
            AuditSession last = session;
            session = null;
            if (last != null) {
                last.close();
            }
        }
    }

    private static ConnectClient connect(IndexAuditConfig config) {
        return new ConnectClient(new JsonHttpClient(config.connect()));
    }

    private static ConnectorDiscovery discovery(ConnectClient connect) {
        // The task runs in the worker, so that its environment and its files are the worker's.
        return new ConnectorDiscovery(connect, new Placeholders(System.getenv()));
    }

    /** The worker itself is not asked: it would log a check of each connector's configuration. */
    private static List<ConfiguredConnector> resolved(ConnectorDiscovery discovery, List<ConfiguredConnector> posted) {
        return posted.stream().map(each -> discovery.resolve(each, Map.of())).toList();
    }

    private static PipelineRoute route(IndexAuditConfig config, List<ConfiguredConnector> connectors) {
        PipelineConnectors found = new PipelineConnectors(connectors);
        return new PipelineRoute(
                one(found, Role.MYSQL_SOURCE, config.source(), IndexAuditConfig.SOURCE),
                found.of(Role.NATS_BRIDGE),
                one(found, Role.MANTICORE_SINK, config.sink(), IndexAuditConfig.SINK));
    }

    private static ConfiguredConnector one(
            PipelineConnectors connectors, Role role, Optional<String> name, String setting) {
        List<ConfiguredConnector> all = connectors.of(role);
        List<ConfiguredConnector> found = all.stream()
                .filter(each -> name.isEmpty() || name.get().equals(each.name()))
                .toList();
        if (found.size() == 1) {
            requireKnown(found.get(0));
            return found.get(0);
        }
        List<String> names = all.stream().map(ConfiguredConnector::name).toList();
        String which = "connector of class " + role.className();
        throw new StateException(
                found.size() > 1
                        ? "Connect has more than one " + which + ": " + names + "; name one with " + setting
                        : "Connect has no " + which
                                + name.map(each -> " with the name " + each + " (" + setting + "), only " + names)
                                        .orElse(""));
    }

    private static void requireKnown(ConfiguredConnector connector) {
        for (String setting : new TreeSet<>(connector.posted().keySet())) {
            String posted = connector.posted().getOrDefault(setting, "");
            if (posted.contains("${") && connector.find(setting).isEmpty()) {
                throw new StateException("Setting " + setting + " of " + connector.name() + " is " + posted
                        + ", which the audit cannot find out: it knows the worker's environment and files, as the"
                        + " providers env and file do, and no other provider");
            }
        }
    }

    private static AuditedPipeline.AuditedServers servers(ConnectClient connect, PipelineRoute route) {
        KafkaServers kafka = new KafkaServers(
                PipelineConnectors.kafkaBootstrap(route.source()), PipelineConnectors.kafkaClient(route.source()));
        ManticoreServers manticore = PipelineConnectors.manticore(route.sink());
        ManticoreServers.Answers answers = manticore.ask(ANSWER_TIMEOUT);
        answers.away().forEach(problem -> LOG.warn("Manticore: {}", problem));
        return new AuditedPipeline.AuditedServers(
                connect,
                PipelineConnectors.mysql(route.source()),
                kafka,
                answers.answering().isEmpty() ? manticore : new ManticoreServers(answers.answering()));
    }
}
