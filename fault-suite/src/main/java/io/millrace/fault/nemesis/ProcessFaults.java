package io.millrace.fault.nemesis;

import io.millrace.fault.pipeline.TestedPipeline;
import io.millrace.local.LocalServer;
import io.millrace.local.ServerFailedException;
import io.millrace.local.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Servers that are killed, shut down and suspended. */
final class ProcessFaults {
    private ProcessFaults() {}

    static List<FaultKind> all() {
        List<FaultKind> kinds = new ArrayList<>();
        for (Service service : Service.values()) {
            kinds.add(process("kill", service, LocalServer::kill, ProcessFaults::restart));
            kinds.add(process("stop", service, LocalServer::stop, ProcessFaults::restart));
            kinds.add(process("freeze", service, LocalServer::freeze, LocalServer::thaw));
        }
        return kinds;
    }

    /** Until it stays: a worker that does not find Kafka ends, and is started again by whatever runs it. */
    static void restart(LocalServer server) {
        Instant deadline = Instant.now().plus(TestedPipeline.PATIENCE);
        while (true) {
            try {
                server.restart();
                return;
            } catch (ServerFailedException e) {
                if (Instant.now().isAfter(deadline)) {
                    throw e;
                }
            }
        }
    }

    private interface Action {
        void on(LocalServer server);
    }

    private static FaultKind process(String name, Service service, Action begin, Action end) {
        String victim = service.name().toLowerCase(Locale.ROOT);
        return new FaultKind(name + '-' + victim, victim, pipeline -> new Fault() {
            @Override
            public void begin() {
                begin.on(pipeline.server(service));
            }

            @Override
            public void end() {
                end.on(pipeline.server(service));
            }
        });
    }
}
