package io.millrace.command.letters;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.state.letters.LetterGroup;
import io.millrace.state.letters.LetterId;
import io.millrace.state.letters.LetterId.LetterStage;
import io.millrace.state.letters.LetterOrigin;
import io.millrace.state.letters.ReportedLetter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class LetterListReportTest {
    private final StringWriter text = new StringWriter();
    private final PrintWriter out = new PrintWriter(text);

    @Test
    void lettersAreGroupedByTableAndReason() {
        report(
                        letter -> true,
                        letter(1, "shop.a", "r", false),
                        letter(3, "shop.b", "r", false),
                        letter(9, "shop.a", "r", false))
                .print(out);

        assertThat(text.toString()).isEqualToNormalizingNewlines("""
                shop.a: 2 letters of the sink, 1970-01-01 00:00:01 to 1970-01-01 00:00:09 UTC
                    reason:   r
                    original: still in the stream
                    letters:  sink-0-1, sink-0-9

                shop.b: 1 letter of the sink, 1970-01-01 00:00:03 UTC
                    reason:   r
                    original: still in the stream
                    letters:  sink-0-3

                Open dead letters: 3
                """);
    }

    @Test
    void whatHasLeftTheStreamIsToldApart() {
        report(
                        letter -> letter.id().offset() > 2,
                        letter(1, "t", "r", false),
                        letter(2, "t", "r", true),
                        letter(3, "t", "r", true))
                .print(out);

        assertThat(text.toString())
                .contains("original: 1 of 3 still in the stream; 1 without a copy, so that it cannot be resent");
    }

    @Test
    void lettersThatHaveCopiesCanBeResentAnyway() {
        report(letter -> false, letter(1, "t", "r", false)).print(out);

        assertThat(text.toString()).contains("original: no longer in the stream; the letters have copies");
    }

    @Test
    void programsGetTheSame() throws Exception {
        report(letter -> false, letter(1, "t", "r", false), letter(2, "t", "r", true))
                .printJson(out);

        JsonNode report = new ObjectMapper().readTree(text.toString());
        assertThat(report.path("open").asInt()).isEqualTo(2);
        assertThat(report.at("/groups/0/letters")).hasToString("[\"sink-0-1\",\"sink-0-2\"]");
        assertThat(report.at("/groups/0/originals_there").asInt()).isZero();
        assertThat(report.at("/groups/0/lost").asInt()).isEqualTo(1);
    }

    @Test
    void noLettersIsOneLine() {
        report(letter -> true).print(out);

        assertThat(text.toString()).isEqualToNormalizingNewlines("No open dead letters\n");
    }

    private static LetterListReport report(Predicate<ReportedLetter> isOriginalThere, ReportedLetter... letters) {
        return new LetterListReport(LetterGroup.of(List.of(letters)), isOriginalThere);
    }

    private static ReportedLetter letter(long offset, String table, String reason, boolean byReference) {
        return new ReportedLetter(
                new LetterId(LetterStage.SINK, 0, offset),
                Instant.ofEpochSecond(offset),
                table,
                reason,
                new LetterOrigin.StreamMessage("CDC", "cdc.s.d.t.0", offset),
                byReference);
    }
}
