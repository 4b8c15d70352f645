package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.SourceTable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AuditMarksIT extends OnNats {
    private static final Path GOLDEN = GoldenRegistryTest.CURRENT;
    private static final String KEY = "audit.mysql.sh=2Eop.caf=C3=A9";

    @BeforeEach
    void createBucket() throws Exception {
        StateBucket.createIfAbsent(connection, 1);
    }

    @Test
    void marksAreReadableTextAndKeepEachReasonOnceWithItsLastTime() throws Exception {
        marks("2026-01-01T00:00:00Z").mark("mysql", "sh.op", "café", "The first snapshot was interrupted");
        marks("2026-01-02T00:00:00Z").mark("mysql", "sh.op", "café", "The table was dropped in Manticore");
        marks("2026-01-03T00:00:00Z").mark("mysql", "sh.op", "café", "The first snapshot was interrupted");

        assertThat(value()).isEqualTo(Files.readString(GOLDEN.resolve("audit-mark.txtpb")));
    }

    @Test
    void aMarkOfALaterVersionKeepsItsFields() throws Exception {
        String later = Files.readString(GOLDEN.resolve("../audit-mark-of-a-later-version.txtpb"));
        connection.keyValue(StateBucket.NAME).put(KEY, later.getBytes(StandardCharsets.UTF_8));

        marks("2026-01-03T00:00:00Z").mark("mysql", "sh.op", "café", "The first snapshot was interrupted");

        assertThat(value())
                .contains("The first snapshot was interrupted")
                .endsWith("auditor {\n  name: \"a\"\n}\npriority: 7\n");
    }

    @Test
    void aMarkGivenSinceItWasReadIsNotRemoved() throws Exception {
        AuditMarks marks = marks("2026-01-01T00:00:00Z");
        marks.mark("mysql", "shop", "a", "one");
        marks.mark("mysql", "shop", "b", "one");
        AuditMarks.Mark a = marks.find("mysql", "shop", "a").orElseThrow();
        AuditMarks.Mark b = marks.find("mysql", "shop", "b").orElseThrow();
        marks.mark("mysql", "shop", "b", "another");

        assertThat(marks.remove(a)).isTrue();
        assertThat(marks.remove(b)).isFalse();

        assertThat(tables(marks)).containsExactly("b");
        assertThat(marks.find("mysql", "shop", "a")).isEmpty();
        marks.mark("mysql", "shop", "a", "again");
        assertThat(tables(marks)).containsExactlyInAnyOrder("a", "b");
    }

    /** Nobody knows whether rows of it are on their way. */
    @Test
    void aTableWithoutEventsCountsAsMarkedOnceASinkHasRegisteredIt() throws Exception {
        SourceTable a = new SourceTable("mysql", "shop", "a");
        AuditMarks marks = marks("2026-01-01T00:00:00Z");
        marks.markOnceRegistered(a, "one");
        marks.markOnceRegistered(new SourceTable("mysql", "shop", "b"), "one");
        assertThat(tables(marks)).isEmpty();
        assertThat(marks.find("mysql", "shop", "a")).isEmpty();

        TableEntry entry = TableEntry.newBuilder()
                .setSource("mysql")
                .setDatabase("shop")
                .setTable("a")
                .build();
        new StateEntries<>(connection, TableEntry.getDefaultInstance())
                .create("table.sink." + StateBucket.token(a), entry);

        assertThat(tables(marks)).containsExactly("a");
        marks.mark("mysql", "shop", "b", "another");
        marks.markOnceRegistered(new SourceTable("mysql", "shop", "b"), "a third");
        assertThat(tables(marks)).containsExactlyInAnyOrder("a", "b");
        assertThat(marks.remove(marks.find("mysql", "shop", "a").orElseThrow())).isTrue();
        assertThat(tables(marks)).containsExactly("b");
    }

    private AuditMarks marks(String time) throws Exception {
        return AuditMarks.open(connection, Clock.fixed(Instant.parse(time), ZoneOffset.UTC));
    }

    private static List<String> tables(AuditMarks marks) throws Exception {
        return marks.list().stream().map(mark -> mark.content().getTable()).toList();
    }

    private String value() throws Exception {
        return new String(connection.keyValue(StateBucket.NAME).get(KEY).getValue(), StandardCharsets.UTF_8);
    }
}
