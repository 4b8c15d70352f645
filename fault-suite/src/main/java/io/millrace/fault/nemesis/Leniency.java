package io.millrace.fault.nemesis;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What the checker cannot ask for once some kinds of faults have struck. Unless kinds are named, each of these groups strikes
 * for two seeds in eleven, and all of them for one of the two, so that most runs are checked strictly.
 */
enum Leniency {
    INDEX(1, "whether the sink applies nothing when it reads the stream again"),
    EVENTS(2, "whether the stream has each event once and in order"),
    STREAM(
            3,
            "whether the stream has each event once and in order, nor a table that is marked to be audited until it is repaired");

    private static final int SEEDS = 11;

    private final int number;
    private final String unchecked;

    Leniency(int number, String unchecked) {
        this.number = number;
        this.unchecked = unchecked;
    }

    boolean isFor(FaultKind kind) {
        return switch (this) {
            case INDEX -> IndexFaults.contains(kind);
            case EVENTS -> List.of(Rewinds.OF_THE_BRIDGE, StreamFaults.PURGE).contains(kind.name());
            case STREAM -> kind.name().equals(StreamFaults.REPLACE);
        };
    }

    /** The kinds that a seed draws from. */
    static List<FaultKind> kindsFor(long seed) {
        long rest = Math.floorMod(seed, SEEDS);
        return FaultKind.ALL.stream()
                .filter(kind ->
                        rest == 0 || Arrays.stream(values()).noneMatch(each -> each.isFor(kind) && each.number != rest))
                .toList();
    }

    /** For people: what a run with some of its faults does not check. */
    String text() {
        return "not checked, because of " + names() + ": " + unchecked;
    }

    /** For people: which seeds draw its kinds. */
    String seeds() {
        return "%s: unless --only names them, only with seeds that are a multiple of %d, or %d more than one"
                .formatted(names(), SEEDS, number);
    }

    private String names() {
        return FaultKind.ALL.stream().filter(this::isFor).map(FaultKind::name).collect(Collectors.joining(", "));
    }
}
