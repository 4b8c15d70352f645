package io.millrace.command.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.audit.AuditReport;
import io.millrace.audit.ColumnDifference;
import io.millrace.audit.Difference;
import io.millrace.audit.TableReport;
import io.millrace.audit.TableReport.Counts;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.event.Snowflake;
import io.millrace.event.SourceTable;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class AuditOutputTest {
    private static final SourceTable ORDERS = new SourceTable("mysql", "shop", "orders");
    private static final Row KEY =
            RowBuilder.of().string("country", "DE").int32("no", 7).build();
    private static final List<Difference> DIFFERENCES = List.of(
            new Difference.Missing(ORDERS, RowBuilder.of().int64("id", 42).build(), "orders", 42, 0, 0),
            new Difference.Extra(ORDERS, Row.getDefaultInstance(), "orders", -5, 11),
            new Difference.Different(
                    ORDERS, KEY, "orders", 99, 12, 0, List.of(new ColumnDifference("price", "4.000000", "3.500000"))));

    private final StringWriter printed = new StringWriter();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    @Test
    void textNamesTheRowsTheColumnsAndBothValues() {
        AuditText text = new AuditText(new PrintWriter(printed), progress(false), false, "; --json prints all");
        DIFFERENCES.forEach(text::found);
        text.finished(report(0, Optional.empty()));
        text.print(new AuditReport(List.of(report(0, Optional.empty()))), List.of("shop.unread"));

        assertThat(printed.toString())
                .contains("shop.orders", "different")
                .contains("  missing    42\n")
                .contains("  extra      document 18446744073709551611, which is no row's\n")
                .contains("  different  [\"DE\",7]: price is '3.500000' and should be '4.000000'\n")
                .contains("0 of 1 tables are equal; 10 rows were compared")
                .contains("the sink does not read them: shop.unread");
    }

    @Test
    void textSaysHowManyMoreThereAre() {
        AuditText text = new AuditText(new PrintWriter(printed), progress(false), false, "; --json prints all");
        for (int i = 0; i < 480; i++) {
            text.found(DIFFERENCES.get(0));
        }
        text.finished(report(477, Optional.empty()));

        assertThat(printed.toString().lines().filter(line -> line.contains("missing    42")))
                .hasSize(20);
        assertThat(printed.toString()).contains("and 460 more; --json prints all");
    }

    @Test
    void theNumbersOfATableWithALongNameStayInTheirColumns() {
        AuditText text = new AuditText(new PrintWriter(printed), progress(false), false, "");
        text.finished(new TableReport(
                ORDERS,
                "orders_millrace_rebuild_of_today",
                new Counts(10, 10, 0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Duration.ZERO));

        List<String> lines = printed.toString().lines().toList();
        assertThat(lines.get(1)).isEqualTo("shop.orders as orders_millrace_rebuild_of_today");
        assertThat(lines.get(2).indexOf("10") + 2).isEqualTo(lines.get(0).indexOf("rows") + "rows".length());
    }

    @Test
    void aTableThatWasNotComparedIsNotEqual() {
        AuditText text = new AuditText(new PrintWriter(printed), progress(false), false, "; --json prints all");
        TableReport failed = new TableReport(
                ORDERS,
                "orders",
                new Counts(0, 0, 0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                List.of(),
                Optional.of("Set aside since yesterday"),
                Duration.ZERO);
        text.finished(failed);

        assertThat(printed.toString()).contains("not compared", "Set aside since yesterday");
        assertThat(new AuditReport(List.of(failed)).isEqual()).isFalse();
        assertThat(new AuditReport(List.of()).isEqual()).isFalse();
    }

    @Test
    void jsonHasEveryDifference() throws Exception {
        try (AuditJson json = new AuditJson(new PrintWriter(printed))) {
            DIFFERENCES.forEach(json::found);
            json.print(new AuditReport(List.of(report(0, Optional.empty()))), List.of("shop.unread"));
        }

        JsonNode report = new ObjectMapper().readTree(printed.toString());
        assertThat(report.path("differences").findValuesAsText("kind"))
                .containsExactly("missing", "extra", "different");
        assertThat(report.at("/differences/1/documentId").asText()).isEqualTo("18446744073709551611");
        assertThat(report.at("/differences/2/key").toString()).isEqualTo("[\"DE\",7]");
        assertThat(report.at("/differences/2/columns/0/found").asText()).isEqualTo("3.500000");
        assertThat(report.at("/tables/0/rows").asLong()).isEqualTo(10);
        assertThat(report.path("equal").asBoolean(true)).isFalse();
        assertThat(report.path("complete").asBoolean()).isTrue();
    }

    @Test
    void progressShowsRateAndTimeLeft() {
        assertThat(AuditProgress.line(1_200_000, 2_000_000, Duration.ofSeconds(24)))
                .isEqualTo("[==================            ]  60 %  1,200,000 rows  50,000 rows/s  16 s left");
        assertThat(AuditProgress.line(0, 1, Duration.ZERO)).contains("  0 %");
        assertThat(AuditProgress.line(30, 20, Duration.ofSeconds(1))).contains("100 %", "0 s left");
    }

    @Test
    void aLongOrManyLinedValueIsOneShortLine() {
        String line = DifferenceText.of(new Difference.Different(
                ORDERS, KEY, "orders", 1, 1, 0, List.of(new ColumnDifference("note", "a\nb", "x".repeat(500)))));

        assertThat(line).contains("should be 'a\\nb'").hasSizeLessThan(200);
    }

    @Test
    void versionsTellWhichSideIsNewer() {
        long earlier = Snowflake.ofWriteTime(1_793_318_400_123_456L);
        long later = Snowflake.ofWriteTime(1_793_318_401_000_000L);
        assertThat(DifferenceText.of(new Difference.Missing(ORDERS, KEY, "orders", 1, earlier, 0)))
                .isEqualTo("missing    [\"DE\",7]: written 2026-10-30T00:00:00.123Z");
        assertThat(DifferenceText.of(new Difference.Missing(ORDERS, KEY, "orders", 1, earlier, later)))
                .endsWith("written 2026-10-30T00:00:00.123Z, deleted in the index 2026-10-30T00:00:01Z");
        assertThat(different(later, earlier))
                .endsWith("the row is newer: row 2026-10-30T00:00:01Z, document 2026-10-30T00:00:00.123Z");
        assertThat(different(earlier, later)).contains("the document is newer");
        assertThat(different(earlier, earlier)).contains("the versions are the same");
    }

    private static String different(long row, long document) {
        return DifferenceText.of(new Difference.Different(
                ORDERS, KEY, "orders", 1, document, row, List.of(new ColumnDifference("price", "2", "1"))));
    }

    private AuditProgress progress(boolean terminal) {
        return new AuditProgress(new PrintStream(progress, true, StandardCharsets.UTF_8), 10, terminal);
    }

    private static TableReport report(int more, Optional<String> failure) {
        return new TableReport(
                ORDERS,
                "orders",
                new Counts(10, 10, 1 + more, 1, 1, 0, 0),
                List.of(),
                List.of(),
                List.of(),
                failure,
                Duration.ofSeconds(1));
    }
}
