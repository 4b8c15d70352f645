package io.millrace.fault.nemesis;

import io.millrace.local.ConnectRest;
import java.util.List;
import java.util.function.Consumer;

/** Connectors that are set back while everything else goes on: the sink to the stream's beginning, the bridge to Kafka's. */
final class Rewinds {
    private static final String TO_A_SEQUENCE =
            "{\"offsets\": [{\"partition\": {\"stream\": \"CDC\", \"partition\": \"*\"}, \"offset\": {\"sequence\": 0}}]}";

    /** After it the stream has events twice, on purpose. */
    static final String OF_THE_BRIDGE = "reset-nats-bridge";

    private Rewinds() {}

    static List<FaultKind> all() {
        return List.of(
                rewind(
                        "manticore-sink",
                        "rewind-manticore-sink",
                        rest -> rest.alterOffsets("manticore-sink", TO_A_SEQUENCE)),
                rewind("manticore-sink", "reset-manticore-sink", rest -> rest.resetOffsets("manticore-sink")),
                rewind("nats-bridge", OF_THE_BRIDGE, rest -> rest.resetOffsets("nats-bridge")));
    }

    private static FaultKind rewind(String connector, String name, Consumer<ConnectRest> change) {
        return new FaultKind(name, connector, pipeline -> new Fault() {
            @Override
            public void begin() {
                pipeline.connectors().stop(connector);
                pipeline.connectors().ask(change);
            }

            @Override
            public void end() {
                pipeline.connectors().ask(rest -> rest.resume(connector));
            }
        });
    }
}
