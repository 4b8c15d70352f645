package io.millrace.fault.nemesis;

import io.millrace.fault.pipeline.TestedPipeline;
import io.millrace.local.ManticoreServer;
import io.millrace.local.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Disks without any room, which is given back. A NATS that found no room keeps JetStream off, and a Kafka has ended, so these
 * two are killed and started again then.
 */
final class FullDisks {
    private FullDisks() {}

    static List<FaultKind> all() {
        List<FaultKind> kinds = new ArrayList<>(List.of(full(Service.KAFKA, true), full(Service.NATS, true)));
        // A searchd can crash on a full tmpfs, where its files are mapped into memory.
        if (ManticoreServer.isStandIn()) {
            kinds.add(full(Service.MANTICORE, false));
        }
        return kinds;
    }

    private static FaultKind full(Service service, boolean startedAgain) {
        String victim = service.name().toLowerCase(Locale.ROOT);
        return new FaultKind("fill-disk-" + victim, victim, pipeline -> fault(pipeline, service, startedAgain))
                .needing(Need.SMALL_DISKS);
    }

    private static Fault fault(TestedPipeline pipeline, Service service, boolean startedAgain) {
        return new Fault() {
            @Override
            public void begin() throws Exception {
                pipeline.diskOf(service).fill();
            }

            @Override
            public void end() throws Exception {
                pipeline.diskOf(service).free();
                if (startedAgain) {
                    // A Kafka without its disk takes up to a minute to shut down.
                    pipeline.server(service).kill();
                    ProcessFaults.restart(pipeline.server(service));
                }
            }
        };
    }
}
