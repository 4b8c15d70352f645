package io.millrace.command.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.command.console.CommandException;
import io.millrace.state.letters.LetterFate;
import io.millrace.state.letters.LetterFate.FateKind;
import io.millrace.state.letters.LetterId;
import io.millrace.state.letters.LetterId.LetterStage;
import io.millrace.state.letters.LetterOrigin;
import io.millrace.state.letters.ReportedLetter;
import io.millrace.state.letters.SentLetter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

class DeadLettersCommandTest {
    private static final ReportedLetter ORDER = letter(1, "mysql.shop.orders", "column a: too long");
    private static final ReportedLetter PRODUCT = letter(2, "mysql.shop.products", "column b: too long");
    private static final List<ReportedLetter> OPEN = List.of(ORDER, PRODUCT);

    @Test
    void lettersAreSelectedByNameTableAndReason() {
        assertThat(selected("sink-0-2")).containsExactly(PRODUCT);
        assertThat(selected("--table", "shop.orders")).containsExactly(ORDER);
        assertThat(selected("--table", "mysql.shop.orders")).containsExactly(ORDER);
        assertThat(selected("--table", "orders", "--reason", "column b")).isEmpty();
        assertThat(selected("--reason", "too long")).containsExactlyElementsOf(OPEN);
        assertThat(selected("--all")).containsExactlyElementsOf(OPEN);
    }

    @Test
    void nothingIsSelectedByAccident() {
        assertThatThrownBy(DeadLettersCommandTest::selected)
                .isInstanceOf(ParameterException.class)
                .hasMessageContainingAll("--table", "--all");
        assertThatThrownBy(() -> selected("2"))
                .isInstanceOf(ParameterException.class)
                .hasMessageContaining("'2' names no letter");
        assertThatThrownBy(() -> selected("sink-0-2", "sink-0-3"))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("no open letter sink-0-3");
    }

    @Test
    void fatesAreReportedAndCounted() {
        StringWriter text = new StringWriter();
        ResendReport report = new ResendReport(new PrintWriter(text), false);
        report.sent(new SentLetter(ORDER, "mysql.shop.orders-3@9", "cdc.mysql.shop.orders.3", 7, 0));
        report.fate(PRODUCT, new LetterFate(FateKind.UNSENDABLE, "it is gone"));
        assertThat(report.awaited()).hasSize(1);
        report.fate(ORDER, new LetterFate(FateKind.APPLIED, ""));
        report.end();

        assertThat(report.awaited()).isEmpty();
        assertThat(report.isGood()).isFalse();
        assertThat(text.toString()).isEqualToNormalizingNewlines("""
                sink-0-2       mysql.shop.products  unsendable: it is gone
                sink-0-1       mysql.shop.orders  applied
                1 applied, 1 unsendable
                """);
    }

    @Command(name = "test")
    private static final class Selecting {
        @Mixin
        private LetterSelection selection = new LetterSelection();
    }

    private static List<ReportedLetter> selected(String... arguments) {
        Selecting command = new Selecting();
        new CommandLine(command).parseArgs(arguments);
        return command.selection.of(OPEN);
    }

    private static ReportedLetter letter(long offset, String table, String reason) {
        return new ReportedLetter(
                new LetterId(LetterStage.SINK, 0, offset),
                Instant.ofEpochSecond(offset),
                table,
                reason,
                new LetterOrigin.StreamMessage("CDC", "cdc.s.d.t.0", offset),
                false);
    }
}
