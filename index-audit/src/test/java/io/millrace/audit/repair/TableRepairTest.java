package io.millrace.audit.repair;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.audit.Difference;
import io.millrace.audit.source.SourceRows;
import io.millrace.bridge.encode.SourceRun;
import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvent;
import io.millrace.event.EventRecordBytes;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.event.SourceTable;
import io.millrace.event.Type;
import io.millrace.state.StateException;
import io.millrace.state.signal.SnapshotRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TableRepairTest {
    private static final SourceTable TABLE = new SourceTable("mysql", "shop", "customers");
    private static final long NEWEST = 1L << 60;

    private final List<SnapshotRequest> requests = new ArrayList<>();
    private final List<Difference.Extra> deleted = new ArrayList<>();
    private final FakeRows rows = new FakeRows();
    private final RepairPlan plan = new RepairPlan(
            new RepairPlan.Means("MySQL", "by an incremental snapshot", "by events in the source's topic"));
    private Optional<String> gaveUp = Optional.empty();
    private OptionalLong newest = OptionalLong.of(NEWEST);

    private final TableRepair repair = new TableRepair(
            request -> {
                requests.add(request);
                return gaveUp;
            },
            deleted::addAll,
            () -> newest,
            Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));

    @Test
    void missingAndDifferentRowsAreReadAgainByTheirKeys() throws Exception {
        plan.add(missing(1));
        plan.add(different(2, 5));

        repair.mend(plan, rows);

        assertThat(requests).singleElement().satisfies(request -> {
            assertThat(request.table()).hasToString("shop.customers");
            assertThat(request.condition()).contains("id IN [1][2]");
            assertThat(request.id()).hasSizeLessThanOrEqualTo(SnapshotRequest.MAX_ID_LENGTH);
        });
        assertThat(deleted).isEmpty();
        assertThat(plan.unmended()).isEmpty();
    }

    @Test
    void conditionsStayWithinWhatASignalHolds() throws Exception {
        rows.length = 100;
        for (int id = 0; id < 5000; id++) {
            plan.add(missing(id));
        }

        repair.mend(plan, rows);

        assertThat(requests).hasSize(10);
        assertThat(requests)
                .allSatisfy(request -> assertThat(request.condition().orElseThrow())
                        .hasSizeLessThanOrEqualTo(SnapshotRequest.MAX_CONDITION_BYTES));
    }

    @Test
    void aTableWithManyDifferencesOrWithoutConditionsIsReadAsAWhole() throws Exception {
        for (int id = 0; id <= RepairPlan.MOST_ROWS; id++) {
            plan.add(missing(id));
        }
        repair.mend(plan, rows);
        RepairPlan other = new RepairPlan(
                new RepairPlan.Means("MySQL", "by an incremental snapshot", "by events in the source's topic"));
        other.add(missing(1));
        rows.conditions = false;
        repair.mend(other, rows);

        assertThat(requests).extracting(SnapshotRequest::condition).containsExactly(Optional.empty(), Optional.empty());
        assertThat(plan.description())
                .containsExactly("read the whole table again by an incremental snapshot, because of 20001 rows");
    }

    @Test
    void aDocumentWithoutARowIsDeletedRightAboveItsVersion() throws Exception {
        Difference.Extra ghost = extra(7, 41);
        plan.add(ghost);

        repair.mend(plan, rows);

        assertThat(deleted).containsExactly(ghost);
        assertThat(requests).isEmpty();
        ChangeEvent delete = ChangeEvent.parseFrom(RepairDelete.of(ghost, 1000));
        assertThat(delete.getOperation()).isEqualTo(Operation.DELETE);
        assertThat(delete.getId()).isEqualTo(42);
        assertThat(delete.getSource().getTable()).isEqualTo("customers");
        assertThat(delete.getUnknownFields()
                        .getField(EventRecordBytes.RUN_FIELD_NUMBER)
                        .getFixed64List())
                .containsExactly(SourceRun.REPAIR);
    }

    @Test
    void aRowThatIsBackIsNotDeleted() throws Exception {
        plan.add(extra(7, 41));
        plan.add(extra(8, 41));
        rows.existing.add("[7]");

        repair.mend(plan, rows);

        assertThat(deleted).containsExactly(extra(8, 41));
    }

    @Test
    void whatNoEventCanOvertakeIsToldWithARemedy() throws Exception {
        plan.add(different(1, Long.MAX_VALUE));
        plan.add(extra(2, NEWEST));
        plan.add(new Difference.Extra(TABLE, Row.getDefaultInstance(), "customers", 99, 3));

        repair.mend(plan, rows);

        assertThat(requests).isEmpty();
        assertThat(deleted).isEmpty();
        assertThat(plan.unmended())
                .extracting(RepairPlan.Unmended::reason)
                .allSatisfy(reason -> assertThat(reason).contains("DELETE FROM customers WHERE id="))
                .hasSize(3);
    }

    @Test
    void nothingIsDeletedWhileNoVersionOfTheSourceIsKnown() throws Exception {
        newest = OptionalLong.empty();
        plan.add(extra(2, 5));

        repair.mend(plan, rows);

        assertThat(deleted).isEmpty();
        assertThat(plan.unmended())
                .singleElement()
                .satisfies(each -> assertThat(each.reason()).contains("change any row"));
    }

    @Test
    void aTableThatDebeziumGivesUpOnIsNamed() {
        gaveUp = Optional.of("it has no primary key");
        plan.add(missing(1));

        assertThatThrownBy(() -> repair.mend(plan, rows))
                .isInstanceOf(StateException.class)
                .hasMessageContaining("shop.customers")
                .hasMessageContaining("no primary key");
    }

    private static Difference missing(int id) {
        return new Difference.Missing(TABLE, key(id), "customers", id, 0, 0);
    }

    private static Difference different(int id, long version) {
        return new Difference.Different(TABLE, key(id), "customers", id, version, 0, List.of());
    }

    private static Difference.Extra extra(int id, long version) {
        return new Difference.Extra(TABLE, key(id), "customers", id, version);
    }

    private static Row key(int id) {
        return RowBuilder.of().value("id", Type.INT32, id).build();
    }

    private static final class FakeRows implements SourceRows {
        private final Set<String> existing = new HashSet<>();
        private boolean conditions = true;
        private int length = 1;

        @Override
        public SourceTable table() {
            return TABLE;
        }

        @Override
        public List<ChangeEvent> find(Collection<Row> keys) {
            return keys.stream()
                    .filter(key -> existing.contains(CanonicalKey.text(key)))
                    .map(key -> ChangeEvent.newBuilder().setKey(key).build())
                    .toList();
        }

        @Override
        public Optional<String> condition(Collection<Row> keys) {
            return Optional.of("id IN " + keys.stream().map(CanonicalKey::text).collect(Collectors.joining()))
                    .map(text -> length == 1 ? text : "x".repeat(length * keys.size()))
                    .filter(text -> conditions);
        }

        @Override
        public List<ChangeEvent> next(int most) {
            return List.of();
        }

        @Override
        public boolean inKeyOrder() {
            return true;
        }

        @Override
        public String position() {
            return "";
        }

        @Override
        public boolean isPosition(String position) {
            return true;
        }

        @Override
        public void seek(String position) {}

        @Override
        public void close() {}
    }
}
