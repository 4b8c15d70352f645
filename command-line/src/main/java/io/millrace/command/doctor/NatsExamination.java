package io.millrace.command.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.nats.AuditMarks;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSetting;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.nats.StateBucket;
import io.millrace.nats.StreamDefinition;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.JsonHttpClient;
import io.millrace.state.StateException;
import io.millrace.state.StreamStatus;
import io.nats.client.api.StreamInfo;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Examines NATS as the bridge uses it: the server, the stream, its readers, and what the registry says of tables. */
final class NatsExamination {
    private static final int MONITOR_PORT = 8222;

    private final ConfiguredConnector bridge;
    private final List<ConfiguredConnector> sinks;
    private final Diagnosis.Findings findings;
    private final NatsChecks checks;
    private final List<TableEntry> tables = new ArrayList<>();
    private final List<SizeLimit> limits = new ArrayList<>();

    NatsExamination(ConfiguredConnector bridge, List<ConfiguredConnector> sinks, Diagnosis.Findings findings) {
        this.bridge = bridge;
        this.sinks = sinks;
        this.findings = findings;
        this.checks = new NatsChecks(Clock.systemUTC(), findings);
    }

    /** The registry's entries of all tables that a sink has met; none if NATS could not be asked. */
    List<TableEntry> tables() {
        return tables;
    }

    /** What NATS limits. */
    List<SizeLimit> limits() {
        return limits;
    }

    /**
     * @param given the settings that an option or the environment names, which take precedence
     * @param monitor the address of the server's monitoring port
     */
    void run(Map<String, String> given, Optional<String> monitor) throws InterruptedException {
        Map<String, String> settings = new TreeMap<>(given);
        for (NatsSetting setting : NatsSetting.values()) {
            boolean hidden = bridge.posted().containsKey(setting.key())
                    && bridge.find(setting.key()).isEmpty();
            if (hidden && !given.containsKey(setting.key())) {
                findings.warning(
                        "nats-unexamined",
                        setting.key() + " of " + bridge.name() + " is known to the worker only",
                        "NATS, the stream and the registry were not checked",
                        "Name it with --nats-servers or in a file for --nats-config, or set the variable of the placeholder for this command,"
                                + " too");
                return;
            }
            bridge.find(setting.key()).ifPresent(value -> settings.putIfAbsent(setting.key(), value));
        }
        try (NatsSession session =
                NatsSession.reconnecting(NatsSettings.from(settings), "millrace-doctor", (problem, cause) -> {})) {
            examine(session, monitor);
        } catch (NatsUnavailableException | NatsFaultException | IllegalArgumentException e) {
            findings.error(
                    "nats-unreachable",
                    String.valueOf(e.getMessage()),
                    "The bridge and the sink wait, and nothing reaches the index",
                    "Start NATS with JetStream, or correct nats.servers, user and password; or name them for the doctor"
                            + " with --nats-servers and --nats-config");
        }
    }

    private void examine(NatsSession session, Optional<String> monitor) throws InterruptedException {
        StreamDefinition definition = definition();
        Optional<StreamInfo> stream = session.findStream(definition.name());
        String version = session.connection().getServerInfo().getVersion();
        findings.examined(version + " at " + session.connection().getConnectedUrl() + ": stream " + definition.name()
                + stream.map(info -> " with " + info.getStreamState().getMsgCount() + " events")
                        .orElse(" is missing"));
        checks.version(version);
        limits.add(new SizeLimit(
                "max_payload of NATS",
                session.maxPayload(),
                "The bridge makes a dead letter of such an event",
                "Raise max_payload in the configuration of nats-server"));
        if (stream.isEmpty()) {
            checks.missing(bridge, definition, bridge.state().isPresent());
            return;
        }
        StreamInfo info = stream.get();
        checks.stream(info, definition);
        checks.durability(info, syncsAlways(session, monitor));
        if (info.getConfiguration().getMaximumMessageSize() > 0) {
            limits.add(new SizeLimit(
                    "max_msg_size of stream " + definition.name(),
                    info.getConfiguration().getMaximumMessageSize(),
                    "The bridge makes a dead letter of such an event",
                    "nats stream edit " + definition.name() + " --max-msg-size=-1"));
        }
        StreamStatus status = new StreamStatus(session, definition.name());
        for (ConfiguredConnector sink : sinks) {
            ifPermitted(
                    "for the consumers of " + sink.name(),
                    () -> checks.consumers(info, status.consumers(sink.name()), sink));
        }
        ifPermitted("about the registry of tables", () -> registry(session));
    }

    private void registry(NatsSession session) {
        RegistryChecks registry = new RegistryChecks(findings);
        tables.addAll(TableRegistry.all(session));
        registry.tables(tables);
        registry.marks(session.ask(
                "for the marks of tables",
                connection -> StateBucket.exists(connection)
                        ? AuditMarks.open(connection).list().stream()
                                .map(AuditMarks.Mark::content)
                                .toList()
                        : List.of()));
    }

    private void ifPermitted(String what, Runnable question) {
        try {
            question.run();
        } catch (NatsFaultException e) {
            checks.denied(what, String.valueOf(e.getMessage()));
        }
    }

    private StreamDefinition definition() {
        return new StreamDefinition(
                bridge.setting("nats.stream", StreamDefinition.DEFAULT_NAME),
                Duration.ofMillis(bridge.number("nats.stream.max.age.ms", StreamDefinition.DEFAULT_MAX_AGE.toMillis())),
                Duration.ofMillis(bridge.number(
                        "nats.stream.duplicate.window.ms", StreamDefinition.DEFAULT_DUPLICATE_WINDOW.toMillis())),
                (int) bridge.number("nats.stream.replicas", 1),
                bridge.number("nats.stream.max.bytes", -1),
                true);
    }

    /** What the server's monitoring port says, if it has one. */
    private static Optional<Boolean> syncsAlways(NatsSession session, Optional<String> monitor)
            throws InterruptedException {
        String url = monitor.orElseGet(() -> {
            URI server = URI.create(String.valueOf(session.connection().getConnectedUrl()));
            return "http://" + server.getHost() + ":" + MONITOR_PORT;
        });
        try {
            JsonNode config = new JsonHttpClient(url)
                    .call("GET", "/jsz?config=true", "application/json", "")
                    .body()
                    .path("config");
            return config.isObject() ? Optional.of(config.path("sync_always").asBoolean()) : Optional.empty();
        } catch (StateException notThere) {
            return Optional.empty();
        }
    }
}
