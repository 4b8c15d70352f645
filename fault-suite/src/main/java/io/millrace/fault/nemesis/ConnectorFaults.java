package io.millrace.fault.nemesis;

import io.millrace.fault.pipeline.Connectors;
import io.millrace.local.ConnectRest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** What people do to connectors through Connect's REST API while they run. */
final class ConnectorFaults {
    /** Settings whose change leaves all guarantees as they are. */
    private static final Map<String, Map<String, String>> CHANGES = Map.of(
            "mysql-source", Map.of("max.batch.size", "1024"),
            "nats-bridge", Map.of("tasks.max", "2"),
            "manticore-sink", Map.of("tasks.max", "3", "ack.delay.ms", "2500"));

    private ConnectorFaults() {}

    static List<FaultKind> all() {
        List<FaultKind> kinds = new ArrayList<>();
        CHANGES.forEach((connector, change) -> {
            kinds.add(calls("pause", connector, rest -> rest.pause(connector), rest -> rest.resume(connector)));
            kinds.add(calls("restart", connector, rest -> rest.restart(connector), rest -> rest.restart(connector)));
            kinds.add(calls(
                    "reconfigure",
                    connector,
                    rest -> rest.put(connector, changed(connector)),
                    rest -> rest.put(connector, Connectors.settings(connector))));
        });
        return kinds;
    }

    private static Map<String, String> changed(String connector) {
        Map<String, String> settings = Connectors.settings(connector);
        settings.putAll(CHANGES.getOrDefault(connector, Map.of()));
        return settings;
    }

    private static FaultKind calls(
            String name, String connector, Consumer<ConnectRest> begin, Consumer<ConnectRest> end) {
        return new FaultKind(name + '-' + connector, connector, pipeline -> new Fault() {
            @Override
            public void begin() {
                pipeline.connectors().ask(begin);
            }

            @Override
            public void end() {
                pipeline.connectors().ask(end);
            }
        });
    }
}
