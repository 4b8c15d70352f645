package io.millrace.fault.nemesis;

import io.millrace.fault.pipeline.DataFiles;
import io.millrace.fault.pipeline.TestedPipeline;
import io.millrace.local.LocalServer;
import io.millrace.local.ManticoreServer;
import io.millrace.local.Service;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Power cuts: the server stands still, as with a disk that dies, and what was written since the last sync is lost. For
 * Manticore that is less than a second, as long as its binlog is not synced; for NATS it is more than sync_interval: always
 * would lose, as a server without that setting does. Who counts what was accepted before the standstill as kept, because time
 * passes, loses it.
 */
final class PowerCuts {
    /** Less than the interval of a searchd's sync. */
    private static final int UNSYNCED_MS = 700;

    /** After it the stream lacks what it had acknowledged. */
    static final String OF_NATS = "power-cut-nats";

    private PowerCuts() {}

    static List<FaultKind> all() {
        // A searchd keeps its data and its binlog in two places.
        return ManticoreServer.isStandIn()
                ? List.of(cut(Service.MANTICORE), cut(Service.NATS))
                : List.of(cut(Service.NATS));
    }

    private static FaultKind cut(Service service) {
        String victim = service.name().toLowerCase(Locale.ROOT);
        return new FaultKind("power-cut-" + victim, victim, pipeline -> new PowerCut(pipeline, service));
    }

    private static final class PowerCut implements Fault {
        private final LocalServer server;
        private final Path data;
        private @Nullable DataFiles synced;

        PowerCut(TestedPipeline pipeline, Service service) {
            server = pipeline.server(service);
            data = pipeline.dataOf(service);
        }

        @Override
        public void begin() throws Exception {
            server.freeze();
            try {
                synced = DataFiles.copyOf(data);
            } finally {
                server.thaw();
            }
            TimeUnit.MILLISECONDS.sleep(UNSYNCED_MS);
            server.freeze();
        }

        @Override
        public void end() throws Exception {
            server.kill();
            if (synced != null) {
                synced.putBack();
                synced.delete();
            }
            ProcessFaults.restart(server);
        }
    }
}
