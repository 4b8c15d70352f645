package io.millrace.fault.nemesis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;

/** Which faults strike when. The same seed makes the same schedule. */
public final class Schedule {
    /** Between two faults, on average. */
    static final Duration MEAN_GAP = Duration.ofSeconds(4);

    private static final int SHORTEST_GAP_MS = 500;
    private static final int LONGEST_GAP_MS = 7_000;
    private static final int SHORTEST_FAULT_MS = 50;
    /** Longer than a NATS client takes to notice a frozen server, and than Kafka waits for a worker. */
    private static final int LONGEST_FAULT_MS = 12_000;
    /** For which a victim is left alone after a fault, so that the next one strikes what is at work again. */
    private static final int REST_MS = 4_000;

    private final List<PlannedFault> faults;

    Schedule(List<PlannedFault> faults) {
        this.faults = List.copyOf(faults);
    }

    /**
     * @param meanGap between two faults
     * @param names of the kinds of faults to choose from; empty for all that the seed draws from ({@link Leniency})
     */
    public static Schedule random(long seed, Duration length, Duration meanGap, Collection<String> names) {
        List<FaultKind> kinds = names.isEmpty()
                ? Leniency.kindsFor(seed)
                : names.stream().map(FaultKind::named).toList();
        double stretch = (double) meanGap.toMillis() / MEAN_GAP.toMillis();
        Random random = new Random(seed);
        List<PlannedFault> faults = new ArrayList<>();
        Map<String, Long> rested = new HashMap<>();
        for (long at = SHORTEST_GAP_MS;
                at < length.toMillis();
                at += (long) (stretch * (SHORTEST_GAP_MS + random.nextInt(LONGEST_GAP_MS)))) {
            // Short ones are the more frequent, as among real ones.
            double share = Math.pow(random.nextDouble(), 3);
            long lasts = SHORTEST_FAULT_MS + (long) (share * (LONGEST_FAULT_MS - SHORTEST_FAULT_MS));
            FaultKind kind = kinds.get(random.nextInt(kinds.size()));
            if (rested.getOrDefault(kind.victim(), 0L) <= at) {
                faults.add(new PlannedFault(kind, Duration.ofMillis(at), Duration.ofMillis(lasts)));
                rested.put(kind.victim(), at + lasts + REST_MS);
            }
        }
        Set<Need> missing = obstacles().keySet();
        // A seed stands for the same others, wherever some of its faults cannot be had.
        faults.removeIf(fault -> missing.contains(fault.kind().need()));
        return new Schedule(faults);
    }

    /** Why this machine lacks what some faults need. */
    private static Map<Need, String> obstacles() {
        Map<Need, String> obstacles = new EnumMap<>(Need.class);
        for (Need need : Need.values()) {
            need.obstacle().ifPresent(reason -> obstacles.put(need, reason));
        }
        return obstacles;
    }

    /** The kinds of faults that cannot be had on this machine, each group with the reason. */
    public static List<String> missing() {
        List<String> missing = new ArrayList<>();
        obstacles()
                .forEach((need, reason) -> missing.add(FaultKind.ALL.stream()
                                .filter(kind -> kind.need() == need)
                                .map(FaultKind::name)
                                .collect(Collectors.joining(", "))
                        + " do not strike: " + reason));
        return missing;
    }

    /** Reads what {@link #toString} writes. */
    public static Schedule parse(String text) {
        List<PlannedFault> faults = new ArrayList<>();
        for (String each : text.split(",")) {
            faults.add(PlannedFault.parse(each));
        }
        return new Schedule(faults);
    }

    /** The names of all kinds of faults. */
    public static List<String> kinds() {
        return FaultKind.ALL.stream().map(FaultKind::name).toList();
    }

    /** Which seeds draw the kinds of faults that make the checker less strict. */
    public static List<String> seedsOfLenientRuns() {
        return Arrays.stream(Leniency.values()).map(Leniency::seeds).toList();
    }

    /** What cannot be checked after these faults. */
    public List<String> unchecked() {
        return Arrays.stream(Leniency.values())
                .filter(this::has)
                .map(Leniency::text)
                .toList();
    }

    private boolean has(Leniency leniency) {
        return faults.stream().anyMatch(each -> leniency.isFor(each.kind()));
    }

    List<PlannedFault> faults() {
        return faults;
    }

    /** Whether events are published twice, or removed from the stream, on purpose. */
    public boolean changesTheStream() {
        return has(Leniency.EVENTS) || has(Leniency.STREAM);
    }

    /**
     * Whether the bridge may mark any table to be audited: a deleted stream is another one once a task of the bridge has made
     * it again, and a busy one may publish into it before it notices.
     */
    public boolean replacesTheStream() {
        return has(Leniency.STREAM)
                || faults.stream().anyMatch(each -> each.kind().name().equals(StreamFaults.DELETE));
    }

    /** Whether the stream loses events that it had acknowledged, which only Kafka has as well. */
    public boolean losesAcknowledgedEvents() {
        return faults.stream()
                .anyMatch(each -> List.of(StreamFaults.DELETE, StreamFaults.REPLACE, PowerCuts.OF_NATS)
                        .contains(each.kind().name()));
    }

    /** Whether an index table is changed behind the sink's back. */
    public boolean harmsTheIndex() {
        return has(Leniency.INDEX);
    }

    public boolean needs(Need need) {
        return faults.stream().anyMatch(each -> each.kind().need() == need);
    }

    public int size() {
        return faults.size();
    }

    /** {@code kill-nats@12300+1500,…} */
    @Override
    public String toString() {
        return faults.stream().map(PlannedFault::toString).collect(Collectors.joining(","));
    }
}
