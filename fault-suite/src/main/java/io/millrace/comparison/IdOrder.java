package io.millrace.comparison;

import io.millrace.comparison.SourceTopics.SourceEvent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Whether ids are in the order of the binlog. */
public final class IdOrder {
    private IdOrder() {}

    /** What is wrong with the ids within each run of the source; one line for a run at most. */
    public static List<String> faultsWithinRuns(Collection<SourceEvent> events) {
        List<String> faults = new ArrayList<>();
        Map<Long, List<SourceEvent>> runs = events.stream().collect(Collectors.groupingBy(SourceEvent::run));
        runs.forEach((run, each) -> faults.addAll(notRising(
                "run " + run,
                each.stream()
                        .sorted(Comparator.comparing(SourceEvent::position).thenComparing(SourceEvent::id))
                        .map(SourceEvent::id)
                        .toList())));
        return faults;
    }

    /** The first id that is not greater than the one before it; empty if all rise. */
    public static List<String> notRising(String what, List<Long> ids) {
        for (int i = 1; i < ids.size(); i++) {
            if (ids.get(i) <= ids.get(i - 1)) {
                return List.of("Id %d of %d of %s does not rise: %d after %d"
                        .formatted(i, ids.size(), what, ids.get(i), ids.get(i - 1)));
            }
        }
        return List.of();
    }
}
