package io.millrace.fault.nemesis;

import io.millrace.fault.pipeline.TestedPipeline;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A kind of fault.
 *
 * @param name as in a schedule: {@code kill-nats}
 * @param victim what it does harm to; two faults with the same victim never strike at once
 * @param need what the machine must have for it
 */
record FaultKind(String name, String victim, Function<TestedPipeline, Fault> fault, Need need) {
    /** In one order always, so that a seed chooses the same ones. */
    static final List<FaultKind> ALL = Stream.of(
                    ProcessFaults.all(),
                    PowerCuts.all(),
                    LinkFaults.all(),
                    ConnectorFaults.all(),
                    Rewinds.all(),
                    StreamFaults.all(),
                    IndexFaults.all(),
                    WorkerFaults.all(),
                    ClockFaults.all(),
                    FullDisks.all())
            .flatMap(List::stream)
            .sorted(Comparator.comparing(FaultKind::name))
            .toList();

    FaultKind(String name, String victim, Function<TestedPipeline, Fault> fault) {
        this(name, victim, fault, Need.NOTHING);
    }

    FaultKind needing(Need value) {
        return new FaultKind(name, victim, fault, value);
    }

    static FaultKind named(String name) {
        return ALL.stream()
                .filter(kind -> kind.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no fault " + name + ". There are: "
                        + String.join(", ", ALL.stream().map(FaultKind::name).toList())));
    }
}
