package io.millrace.audit.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.audit.WalkPosition;
import io.millrace.audit.connect.TablePosition.Walk;
import io.millrace.event.SourceTable;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditScheduleTest {
    private static final SourceTable A = new SourceTable("mysql", "shop", "a");
    private static final SourceTable B = new SourceTable("mysql", "shop", "b");
    private static final SourceTable C = new SourceTable("mysql", "shop", "c");
    private static final List<SourceTable> ALL = List.of(C, B, A);
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private final Map<SourceTable, TablePosition> stored = new HashMap<>();
    private final AuditSchedule schedule =
            new AuditSchedule(Duration.ofSeconds(30), table -> stored.getOrDefault(table, TablePosition.NONE));

    @Test
    void tableThatWasNeverAuditedComesBeforeTheOneAuditedLongestAgo() {
        stored.put(A, begun(NOW.minusSeconds(100)));
        stored.put(B, begun(NOW.minusSeconds(200)));

        assertThat(schedule.next(ALL, Map.of(), NOW)).hasValue(C);
        schedule.reached(C, begun(NOW));
        assertThat(schedule.next(ALL, Map.of(), NOW)).hasValue(B);
        schedule.reached(B, begun(NOW));
        assertThat(schedule.next(ALL, Map.of(), NOW)).hasValue(A);
    }

    @Test
    void tableIsDueAgainAfterTheInterval() {
        ALL.forEach(table -> schedule.reached(table, begun(NOW)));

        assertThat(schedule.next(ALL, Map.of(), NOW.plusSeconds(29))).isEmpty();
        assertThat(schedule.next(ALL, Map.of(), NOW.plusSeconds(30))).hasValue(A);
    }

    @Test
    void clockThatWasSetBackKeepsNoTableWaiting() {
        ALL.forEach(table -> schedule.reached(table, begun(NOW.plusSeconds(3600))));

        assertThat(schedule.next(ALL, Map.of(), NOW)).hasValue(A);
    }

    @Test
    void markedTableComesFirstEvenWithinTheInterval() {
        stored.put(B, begun(NOW));

        assertThat(schedule.next(ALL, Map.of(B, 7L), NOW)).hasValue(B);
    }

    @Test
    void markTakesPrecedenceOnceUntilItIsSetAgain() {
        ALL.forEach(table -> schedule.reached(table, begun(NOW)));
        schedule.tried(B, 7);

        assertThat(schedule.next(ALL, Map.of(B, 7L), NOW)).isEmpty();
        assertThat(schedule.next(ALL, Map.of(B, 8L), NOW)).hasValue(B);
    }

    @Test
    void markOfATableThatIsNotAuditedIsLeftAlone() {
        ALL.forEach(table -> schedule.reached(table, begun(NOW)));

        assertThat(schedule.next(ALL, Map.of(new SourceTable("cassandra", "shop", "x"), 1L), NOW))
                .isEmpty();
    }

    @Test
    void positionIsTheOneThatConnectHasKept() {
        TablePosition position = new TablePosition(
                3,
                100,
                NOW,
                NOW.minusSeconds(60),
                Optional.of(
                        new Walk(NOW.minusSeconds(5), 9, "a-b", new WalkPosition("x/7", true, true, 8, 9, 10, 11))));

        assertThat(TablePosition.of(position.offset())).isEqualTo(position);
        assertThat(TablePosition.of(null)).isEqualTo(TablePosition.NONE);
    }

    private static TablePosition begun(Instant time) {
        return new TablePosition(1, 10, time, time, Optional.empty());
    }
}
