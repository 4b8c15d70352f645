package io.millrace.state.letters;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * The letters of one table that have one reason.
 *
 * @param letters in their order; never empty
 */
public record LetterGroup(LetterId.LetterStage stage, String table, String reason, List<ReportedLetter> letters) {
    private record Same(LetterId.LetterStage stage, String table, String reason) {}

    /** The groups, that of the oldest letter first. */
    public static List<LetterGroup> of(Collection<ReportedLetter> letters) {
        Map<Same, List<ReportedLetter>> groups = new LinkedHashMap<>();
        for (ReportedLetter letter : letters) {
            groups.computeIfAbsent(
                            new Same(letter.id().stage(), letter.table(), letter.reason()), same -> new ArrayList<>())
                    .add(letter);
        }
        return groups.entrySet().stream()
                .map(group -> new LetterGroup(
                        group.getKey().stage(),
                        group.getKey().table(),
                        group.getKey().reason(),
                        group.getValue()))
                .toList();
    }

    public Instant first() {
        return times().first();
    }

    public Instant last() {
        return times().last();
    }

    private TreeSet<Instant> times() {
        TreeSet<Instant> times = new TreeSet<>();
        letters.forEach(letter -> times.add(letter.time()));
        return times;
    }
}
