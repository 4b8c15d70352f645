package io.millrace.fault.nemesis;

import io.millrace.fault.pipeline.TestedPipeline;
import io.millrace.local.LocalServer;
import io.millrace.local.ServerFailedException;
import io.millrace.local.Service;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/**
 * A kind of fault.
 *
 * @param name as in a schedule: {@code kill-nats}
 * @param victim what it does harm to; two faults with the same victim never strike at once
 */
record FaultKind(String name, String victim, Function<TestedPipeline, Fault> fault) {
    static final List<FaultKind> ALL = all();

    private static List<FaultKind> all() {
        List<FaultKind> kinds = new ArrayList<>();
        for (Service service : Service.values()) {
            kinds.add(process("kill", service, LocalServer::kill, FaultKind::restart));
            kinds.add(process("stop", service, LocalServer::stop, FaultKind::restart));
            kinds.add(process("freeze", service, LocalServer::freeze, LocalServer::thaw));
        }
        return List.copyOf(kinds);
    }

    static FaultKind named(String name) {
        return ALL.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no fault " + name + ". There are: "
                        + String.join(", ", ALL.stream().map(FaultKind::name).toList())));
    }

    /** Until it stays: a worker that does not find Kafka ends, and is started again by whatever runs it. */
    private static void restart(LocalServer server) {
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
