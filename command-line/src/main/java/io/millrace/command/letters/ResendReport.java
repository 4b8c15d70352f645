package io.millrace.command.letters;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.letters.LetterFate;
import io.millrace.state.letters.LetterFate.FateKind;
import io.millrace.state.letters.ReportedLetter;
import io.millrace.state.letters.SentLetter;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Says what became of letters that were resent, of each as soon as it is known. */
final class ResendReport {
    private final PrintWriter out;
    private final boolean asJson;
    private final ObjectNode json = new ObjectMapper().createObjectNode();
    private final Map<ReportedLetter, SentLetter> awaited = new LinkedHashMap<>();
    private final Map<FateKind, Integer> counts = new EnumMap<>(FateKind.class);

    ResendReport(PrintWriter out, boolean asJson) {
        this.out = out;
        this.asJson = asJson;
        json.putObject("counts");
        json.putArray("letters");
    }

    void sent(SentLetter sent) {
        awaited.put(sent.letter(), sent);
    }

    /** Those whose fate is not known yet. */
    Collection<SentLetter> awaited() {
        return awaited.values();
    }

    void fate(ReportedLetter letter, LetterFate fate) {
        SentLetter sent = awaited.remove(letter);
        counts.merge(fate.kind(), 1, Integer::sum);
        if (asJson) {
            ObjectNode entry = json.withArray("letters")
                    .addObject()
                    .put("letter", letter.id().toString())
                    .put("table", letter.table())
                    .put("fate", fate.kind().toString())
                    .put("detail", fate.text());
            if (sent != null) {
                entry.put("resent_as", sent.place());
            }
        } else {
            out.printf(
                    "%-14s %s  %s%s%n",
                    letter.id(), letter.table(), fate.kind(), fate.text().isEmpty() ? "" : ": " + fate.text());
            out.flush();
        }
    }

    boolean isGood() {
        return counts.keySet().stream().allMatch(FateKind::isGood);
    }

    void end() {
        if (asJson) {
            counts.forEach((kind, count) -> json.withObject("counts").put(kind.toString(), count));
            out.println(json.toPrettyString());
        } else {
            out.println(
                    counts.isEmpty()
                            ? "No open letter matches"
                            : counts.entrySet().stream()
                                    .map(count -> count.getValue() + " " + count.getKey())
                                    .collect(Collectors.joining(", ")));
        }
        out.flush();
    }
}
