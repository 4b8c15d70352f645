package io.millrace.fault.nemesis;

import io.millrace.fault.pipeline.Link;
import io.millrace.local.Service;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Connections between connectors and their servers that are cut, slow, silent, or answer too late. */
final class LinkFaults {
    private LinkFaults() {}

    static List<FaultKind> all() {
        List<FaultKind> kinds = new ArrayList<>();
        for (Service service : List.of(Service.MYSQL, Service.NATS, Service.MANTICORE)) {
            String name = service.name().toLowerCase(Locale.ROOT);
            String victim = "link-" + name;
            kinds.add(new FaultKind("cut-" + name, victim, pipeline -> new Fault() {
                @Override
                public void begin() {
                    pipeline.link(service).cut();
                }

                @Override
                public void end() {
                    pipeline.link(service).cut();
                }
            }));
            kinds.add(state("slow-" + name, service, Link.State.SLOW));
            kinds.add(state("silent-" + name, service, Link.State.SILENT));
            kinds.add(state("late-" + name, service, Link.State.UNANSWERED));
        }
        return kinds;
    }

    private static FaultKind state(String kind, Service service, Link.State state) {
        String victim = "link-" + service.name().toLowerCase(Locale.ROOT);
        return new FaultKind(kind, victim, pipeline -> new Fault() {
            @Override
            public void begin() {
                pipeline.link(service).set(state);
            }

            @Override
            public void end() {
                pipeline.link(service).set(Link.State.GOOD);
                if (state == Link.State.SILENT) {
                    // What was sent into the void does not arrive later, so such a connection never recovers.
                    pipeline.link(service).cut();
                }
            }
        });
    }
}
