package io.millrace.command.letters;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.letters.LetterGroup;
import io.millrace.state.letters.LetterId.LetterStage;
import io.millrace.state.letters.ReportedLetter;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Prints the open letters by table and reason, for a person or for a program. */
final class LetterListReport {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final int NAMED = 6;

    private final List<LetterGroup> groups;
    private final Predicate<ReportedLetter> isOriginalThere;

    LetterListReport(List<LetterGroup> groups, Predicate<ReportedLetter> isOriginalThere) {
        this.groups = groups;
        this.isOriginalThere = isOriginalThere;
    }

    static String time(Instant instant) {
        return TIME.format(instant);
    }

    static String letters(long count) {
        return count + (count == 1 ? " letter" : " letters");
    }

    void print(PrintWriter out) {
        for (LetterGroup group : groups) {
            int count = group.letters().size();
            out.printf(
                    "%s: %s of the %s, %s%n",
                    group.table(),
                    letters(count),
                    group.stage(),
                    count == 1
                            ? time(group.first()) + " UTC"
                            : time(group.first()) + " to " + time(group.last()) + " UTC");
            out.printf("    reason:   %s%n", group.reason());
            out.printf("    original: %s%n", originals(group));
            out.printf("    letters:  %s%n%n", names(group.letters()));
        }
        long count = groups.stream().mapToLong(group -> group.letters().size()).sum();
        out.println(count == 0 ? "No open dead letters" : "Open dead letters: " + count);
        out.flush();
    }

    void printJson(PrintWriter out) {
        ObjectNode report = JSON.createObjectNode();
        report.put(
                "open",
                groups.stream().mapToLong(group -> group.letters().size()).sum());
        report.putArray("groups");
        for (LetterGroup group : groups) {
            ObjectNode json = report.withArray("groups")
                    .addObject()
                    .put("stage", group.stage().toString())
                    .put("table", group.table())
                    .put("reason", group.reason())
                    .put("count", group.letters().size())
                    .put("first", group.first().toString())
                    .put("last", group.last().toString())
                    .put(
                            "by_reference",
                            group.letters().stream()
                                    .filter(ReportedLetter::byReference)
                                    .count())
                    .put("originals_there", there(group))
                    .put("lost", lost(group));
            group.letters()
                    .forEach(letter -> json.withArray("letters").add(letter.id().toString()));
        }
        out.println(report.toPrettyString());
        out.flush();
    }

    private String originals(LetterGroup group) {
        long there = there(group);
        long count = group.letters().size();
        String place = group.stage() == LetterStage.SINK ? "the stream" : "its topic";
        if (there == count) {
            return "still in " + place;
        }
        String text = there == 0 ? "no longer in " + place : there + " of " + count + " still in " + place;
        long lost = lost(group);
        return lost == 0
                ? text + "; the letters have copies"
                : text + "; " + lost + " without a copy, so that " + (lost == 1 ? "it" : "they") + " cannot be resent";
    }

    private long there(LetterGroup group) {
        return group.letters().stream().filter(isOriginalThere).count();
    }

    /** How many cannot be resent, since they refer to an original that is gone. */
    private long lost(LetterGroup group) {
        return group.letters().stream()
                .filter(letter -> letter.byReference() && !isOriginalThere.test(letter))
                .count();
    }

    private static String names(List<ReportedLetter> letters) {
        String names = letters.stream()
                .limit(NAMED)
                .map(letter -> letter.id().toString())
                .collect(Collectors.joining(", "));
        return letters.size() <= NAMED
                ? names
                : names + ", … " + letters.get(letters.size() - 1).id();
    }
}
