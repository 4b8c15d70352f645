package io.millrace.audit.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.audit.WalkPosition;
import io.millrace.audit.connect.TablePosition.Walk;
import io.millrace.event.SourceTable;
import io.millrace.pace.RateLimit;
import io.millrace.state.StateException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.metrics.Metrics;
import org.apache.kafka.common.metrics.internals.PluginMetricsImpl;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.Test;

class ContinuousAuditTest {
    private static final SourceTable A = new SourceTable("mysql", "shop", "a");
    private static final SourceTable B = new SourceTable("mysql", "shop", "b");
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private static final WalkPosition REACHED = new WalkPosition("7", false, true, 7, 7, 7, 0);

    private final Map<SourceTable, TablePosition> stored = new HashMap<>();
    private final List<SourceRecord> records = new ArrayList<>();
    private final Metrics metrics = new Metrics();
    private final FakeSession session = new FakeSession(A, B);
    private Instant now = NOW;
    private ContinuousAudit audit = continuous(false);

    @Test
    void auditsOneTableAfterTheOtherAndThenIsIdle() throws Exception {
        assertThat(audit.step()).isTrue();
        assertThat(audit.step()).isTrue();
        assertThat(audit.step()).isFalse();
        now = now.plusSeconds(30);
        assertThat(audit.step()).isTrue();

        assertThat(session.audited).containsExactly(A, B, A);
        assertThat(values()).allMatch(each -> each.contains("\"equal\":true"));
    }

    @Test
    void differencesArePublishedBeforeTheTableAndOnlyTheTableMovesThePosition() throws Exception {
        session.missing.put(A, 2);

        audit.step();

        assertThat(values().subList(0, 2))
                .allMatch(each -> each.contains("\"type\":\"difference\"") && each.contains("\"kind\":\"missing\""));
        assertThat(values().get(2)).contains("\"type\":\"table\"", "\"missing\":2", "\"equal\":false", "\"audit\":1");
        assertThat(records).allMatch(each -> each.sourcePartition().equals(FindingRecords.partition(A)));
        assertThat(records.get(1).sourceOffset()).isEqualTo(TablePosition.NONE.offset());
        assertThat(records.get(2).sourceOffset())
                .isEqualTo(new TablePosition(1, 10, NOW, NOW, Optional.empty()).offset());
    }

    @Test
    void continuesWithTheTableThatWasNotFinished() throws Exception {
        audit.step();
        session.audited.clear();
        stored.put(A, TablePosition.of(asStored(0)));

        audit = continuous(false);
        audit.step();

        assertThat(session.audited).containsExactly(B);
    }

    @Test
    void continuesInTheTableThatWasNotFinished() throws Exception {
        cutOff(A);

        audit.step();

        assertThat(session.begun).containsExactly(WalkPosition.START, REACHED);
        assertThat(values().get(1)).contains("\"type\":\"table\"", "\"audit\":1");
        assertThat(TablePosition.of(asStored(1)).compared()).isEqualTo(NOW);
        assertThat(TablePosition.of(asStored(1)).walk()).isEmpty();
    }

    @Test
    void beginsAnewWhereTheTableWasMarkedOrThePipelineConfiguredAnewMeanwhile() throws Exception {
        cutOff(A);
        session.configuration = "b";
        audit.step();
        cutOff(B);
        session.mark(B, 7);
        audit.step();

        assertThat(session.audited).containsExactly(A, A, B, B);
        assertThat(session.begun).containsOnly(WalkPosition.START);
        assertThat(session.marks).isEmpty();
    }

    @Test
    void failedAuditGoesOnWhereItWasUnlessItCameNoFurther() throws Exception {
        session.missing.remove(B);
        session.reached = Optional.of(REACHED);
        session.failure = Optional.of("MySQL does not answer");
        audit.step();
        session.reached = Optional.empty();
        now = now.plusSeconds(30);
        audit.step();
        now = now.plusSeconds(30);
        audit.step();

        assertThat(session.begun).containsExactly(WalkPosition.START, REACHED, WalkPosition.START);
        assertThat(TablePosition.of(asStored(1)).started()).isEqualTo(NOW);
    }

    @Test
    void auditPausesWhileAServerIsAwayAndOtherTablesComeFirst() throws Exception {
        session.mark(A, 5);
        session.unavailable = A;
        session.failure = Optional.of("Manticore does not answer");

        assertThat(audit.step()).isFalse();
        assertThat(records).isEmpty();
        assertThat(audit.step()).isTrue();
        assertThat(audit.step()).isFalse();
        session.unavailable = null;
        session.failure = Optional.empty();
        assertThat(audit.step()).isTrue();

        assertThat(session.audited).containsExactly(A, B, A, A);
        assertThat(session.marks).isEmpty();
    }

    @Test
    void differenceBehindThePositionIsFoundAgainAfterARestart() throws Exception {
        session.missing.put(A, 1);
        cutOff(A);

        assertThat(values().get(1)).contains("\"type\":\"difference\"");
        assertThat(TablePosition.of(asStored(1)).walk().map(Walk::position)).contains(REACHED);
    }

    /** Audits a table up to a position, and begins another task with what was stored until then. */
    private void cutOff(SourceTable table) throws InterruptedException {
        session.reached = Optional.of(REACHED);
        session.duringAudit = () -> {
            throw new StateException("The worker was killed");
        };
        int before = records.size();
        audit.step();
        session.duringAudit = () -> {};
        session.reached = Optional.empty();
        assertThat(values().get(before)).contains("\"type\":\"progress\"", "\"rows\":7");
        stored.put(table, TablePosition.of(asStored(before)));
        audit = continuous(false);
    }

    private Map<String, Object> asStored(int record) {
        return new TreeMap<>(records.get(record).sourceOffset());
    }

    @Test
    void markOfAnEqualTableIsRemoved() throws Exception {
        session.mark(B, 5);

        audit.step();

        assertThat(session.audited).containsExactly(B);
        assertThat(session.marks).isEmpty();
    }

    @Test
    void markStaysWhereTheTableDiffersAndWhereItCouldNotBeCompared() throws Exception {
        session.missing.put(B, 1);
        session.mark(B, 5);
        audit.step();
        assertThat(session.audited).containsExactly(B);
        assertThat(session.marks).containsKey(B);

        session.missing.put(B, 0);
        session.failure = Optional.of("Set aside");
        now = now.plusSeconds(60);
        while (!session.audited.subList(1, session.audited.size()).contains(B)) {
            audit.step();
        }
        assertThat(session.marks).containsKey(B);
    }

    @Test
    void markThatWasSetDuringTheAuditStaysAndIsNext() throws Exception {
        session.mark(B, 5);
        session.duringAudit = () -> session.mark(B, 6);

        audit.step();
        assertThat(session.marks()).extracting(mark -> mark.revision()).containsExactly(6L);
        session.duringAudit = () -> {};
        audit.step();

        assertThat(session.audited).containsExactly(B, B);
        assertThat(session.marks).isEmpty();
    }

    @Test
    void repairedTableIsAuditedAgainAndThenLosesItsMark() throws Exception {
        session.missing.put(B, 3);
        session.mark(B, 5);
        audit = continuous(true);

        audit.step();

        assertThat(session.mended).containsExactly(B);
        assertThat(session.audited).containsExactly(B, B);
        assertThat(session.marks).isEmpty();
        assertThat(metric("differences-found")).isEqualTo(3);
        assertThat(metric("differences-mended")).isEqualTo(3);
        assertThat(FakeSession.count(values())).isEqualTo(Map.of("difference", 3, "table", 2));
        assertThat(values().get(4)).contains("\"afterRepair\":true", "\"equal\":true");
        assertThat(records.get(3).sourceOffset()).isEqualTo(TablePosition.NONE.offset());
    }

    @Test
    void whatCouldNotBeMendedIsNotCountedAsMended() throws Exception {
        session.missing.put(A, 3);
        session.mark(A, 5);
        session.mendable = false;
        audit = continuous(true);

        audit.step();

        assertThat(metric("differences-mended")).isZero();
        assertThat(session.marks).containsKey(A);
    }

    @Test
    void repairThatDidNotHelpIsTriedAgainAfterAnHourOrWhenThereAreOtherDifferences() throws Exception {
        session.missing.put(A, 3);
        session.missing.remove(B);
        session.mendable = false;
        audit = continuous(true);

        audit.step();
        now = now.plusSeconds(60);
        audit.step();
        assertThat(session.mended).hasSize(1);
        session.missing.put(A, 4);
        now = now.plusSeconds(60);
        audit.step();
        assertThat(session.mended).hasSize(2);
        now = now.plusSeconds(3601);
        audit.step();
        assertThat(session.mended).hasSize(3);
    }

    @Test
    void repairThatIsRefusedKeepsNoOtherTableWaiting() throws Exception {
        session.missing.put(A, 3);
        session.refusal = Optional.of("There is no signal table");
        audit = continuous(true);

        audit.step();
        audit.step();

        assertThat(session.audited).containsExactly(A, A, B);
        assertThat(metric("differences-found")).isEqualTo(3);
        assertThat(metric("differences-mended")).isZero();
    }

    @Test
    void withoutRepairNothingIsMended() throws Exception {
        session.missing.put(A, 3);

        audit.step();

        assertThat(session.mended).isEmpty();
        assertThat(session.audited).containsExactly(A);
    }

    @Test
    void metricsCountRowsAndShowTheAgeOfEachTable() throws Exception {
        audit.step();
        audit.step();
        assertThat(metric("rows-checked")).isEqualTo(2 * FakeSession.ROWS);
        now = now.plusSeconds(20);
        assertThat(ages()).containsExactlyInAnyOrder(20.0, 20.0);

        session.failure = Optional.of("Set aside");
        now = now.plusSeconds(20);
        audit.step();
        assertThat(ages()).containsExactlyInAnyOrder(40.0, 40.0);
        assertThat(metric("audits-failed")).isEqualTo(1);

        session.missing.remove(B);
        audit.step();
        assertThat(ages()).hasSize(1);
    }

    @Test
    void sessionIsOpenedAnewAfterAServerWasAway() throws Exception {
        session.outage = Optional.of("Connect does not answer");
        assertThat(audit.step()).isFalse();
        assertThat(session.closed).isEqualTo(1);

        session.outage = Optional.empty();
        assertThat(audit.step()).isTrue();
    }

    private ContinuousAudit continuous(boolean repairs) {
        Clock clock = new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        // A task leaves its names to its successor.
        metrics.metrics().keySet().stream()
                .filter(name -> name.group().equals("plugins"))
                .toList()
                .forEach(metrics::removeMetric);
        return new ContinuousAudit(
                session,
                new AuditSchedule(Duration.ofSeconds(30), table -> stored.getOrDefault(table, TablePosition.NONE)),
                new ContinuousAudit.Outlets(
                        new FindingRecords("findings"),
                        records::add,
                        new AuditMetrics(new PluginMetricsImpl(metrics, Map.of()), clock)),
                new RateLimit(0),
                repairs,
                clock);
    }

    private List<String> values() {
        return records.stream()
                .map(each -> new String((byte[]) each.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private double metric(String name) {
        return metrics(name).get(0);
    }

    private List<Double> ages() {
        return metrics("oldest-unchecked-seconds");
    }

    private List<Double> metrics(String name) {
        return metrics.metrics().values().stream()
                .filter(each -> each.metricName().name().equals(name))
                .map(KafkaMetric::metricValue)
                .map(value -> ((Number) value).doubleValue())
                .toList();
    }
}
