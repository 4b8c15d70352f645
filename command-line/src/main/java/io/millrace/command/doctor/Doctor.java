package io.millrace.command.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.millrace.command.service.ServiceAddresses;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.ConnectClient;
import io.millrace.state.DebeziumOffset;
import io.millrace.state.HttpAddress;
import io.millrace.state.Placeholders;
import io.millrace.state.StateException;
import io.millrace.state.mysql.DatabaseTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Examines one server after the other, in the order in which a change passes them. */
final class Doctor {
    private final ServiceAddresses addresses;
    private final ConnectClient connect;
    private final Options options;
    private final Diagnosis diagnosis = new Diagnosis();

    /**
     * @param natsMonitor the address of the NATS server's monitoring port
     * @param rowSizes how long to read tables for their largest rows
     */
    record Options(Optional<String> natsMonitor, Duration rowSizes) {}

    Doctor(ServiceAddresses addresses, Options options) {
        this.addresses = addresses;
        this.connect = new ConnectClient(addresses.connect());
        this.options = options;
    }

    /** @param planned the connectors to examine; those of the worker in the roles that are not planned */
    Diagnosis examine(List<ConfiguredConnector> planned) throws Exception {
        Diagnosis.Findings onConnect = diagnosis.on("Connect");
        List<ConfiguredConnector> connectors = new ConnectExamination(
                        connect,
                        HttpAddress.visible(addresses.connectUrl()),
                        new Placeholders(System.getenv()),
                        onConnect)
                .run(planned, addresses::permits);
        List<ConfiguredConnector> bridges = of(Role.NATS_BRIDGE, connectors);
        List<ConfiguredConnector> sinks = of(Role.MANTICORE_SINK, connectors);
        Map<MySqlExamination, List<SizeLimit>> servers = new LinkedHashMap<>();
        try {
            for (ConfiguredConnector source : of(Role.MYSQL_SOURCE, connectors)) {
                MySqlExamination mysql = new MySqlExamination(source, diagnosis.on("MySQL"));
                servers.put(mysql, new ArrayList<>());
                mysql.run(addresses.givenMysql(), new DebeziumOffset(offsets(source)));
                routes(source, bridges, sinks, mysql.captured());
                servers.put(mysql, kafka(source, bridges, sinks, mysql.captured()));
            }
            List<SizeLimit> ofNats = nats(bridges, sinks);
            servers.forEach((mysql, limits) -> {
                limits.addAll(ofNats);
                mysql.measure(limits, options.rowSizes());
            });
        } finally {
            servers.keySet().forEach(MySqlExamination::close);
        }
        return diagnosis;
    }

    private void routes(
            ConfiguredConnector source,
            List<ConfiguredConnector> bridges,
            List<ConfiguredConnector> sinks,
            Set<DatabaseTable> captured) {
        RouteChecks routes = new RouteChecks(diagnosis.on("Connect"));
        ConnectChecks converters = new ConnectChecks(diagnosis.on("Connect"));
        for (ConfiguredConnector bridge : bridges) {
            converters.converters(source, bridge);
            routes.topics(source, bridge, captured);
            routes.schemaChanges(source, bridge);
            routes.stream(bridge, sinks);
        }
        routes.subjects(source, sinks, captured);
    }

    private List<SizeLimit> kafka(
            ConfiguredConnector source,
            List<ConfiguredConnector> bridges,
            List<ConfiguredConnector> sinks,
            Set<DatabaseTable> captured)
            throws InterruptedException {
        Optional<JsonNode> offsets = bridges.stream()
                        .filter(bridge -> bridge.state().isPresent())
                        .findFirst()
                        .isPresent()
                ? Optional.of(offsets(bridges.get(0)))
                : Optional.empty();
        return new KafkaExamination(source, diagnosis.on("Kafka"))
                .run(addresses, captured, new KafkaExamination.Readers(bridges, sinks, offsets));
    }

    private List<SizeLimit> nats(List<ConfiguredConnector> bridges, List<ConfiguredConnector> sinks) throws Exception {
        List<SizeLimit> limits = new ArrayList<>();
        Set<String> examined = new TreeSet<>();
        // Without a bridge, what the sink says of NATS is all that is known.
        for (ConfiguredConnector bridge : bridges.isEmpty() ? sinks : bridges) {
            NatsExamination nats = new NatsExamination(bridge, sinks, diagnosis.on("NATS"));
            nats.run(addresses.givenNats(), options.natsMonitor());
            limits.addAll(nats.limits());
            for (ConfiguredConnector sink : sinks) {
                if (examined.add(sink.name())) {
                    new ManticoreExamination(sink, diagnosis.on("Manticore"))
                            .run(addresses.givenManticoreUrl(), nats.tables());
                }
            }
        }
        return limits;
    }

    /** Nothing where there are no offsets, or Connect does not say. */
    private JsonNode offsets(ConfiguredConnector connector) throws InterruptedException {
        try {
            return connector.state().isPresent() ? connect.offsets(connector.name()) : MissingNode.getInstance();
        } catch (StateException reportedAlready) {
            return MissingNode.getInstance();
        }
    }

    private static List<ConfiguredConnector> of(Role role, List<ConfiguredConnector> connectors) {
        return connectors.stream().filter(each -> role.is(each.posted())).toList();
    }
}
