package io.millrace.audit.repair;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.audit.Difference;
import io.millrace.audit.source.SourceRows;
import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.event.Snowflake;
import io.millrace.event.SourceTable;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EventRepairTest {
    private static final SourceTable TABLE = new SourceTable("library", "catalogue", "books");
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    private final Rows rows = new Rows();
    private final RepairPlan plan = new RepairPlan(new RepairPlan.Means("Cassandra", "", ""));
    private final List<ChangeEvent> published = new ArrayList<>();

    @Test
    void aRowThatIsNewerIsPublishedWithItsOwnVersion() throws Exception {
        rows.put(1, 50);
        rows.put(2, 60);
        plan.add(new Difference.Missing(TABLE, key(1), "books", 1, 50, 0));
        plan.add(new Difference.Different(TABLE, key(2), "books", 2, 40, 60, List.of()));

        mend();

        assertThat(published).containsExactly(rows.get(1), rows.get(2));
    }

    @Test
    void aRowThatIsNotNewerIsPublishedRightAboveTheVersionInTheIndex() throws Exception {
        rows.put(1, 50);
        rows.put(2, 60);
        plan.add(new Difference.Missing(TABLE, key(1), "books", 1, 50, 70));
        plan.add(new Difference.Different(TABLE, key(2), "books", 2, 60, 60, List.of()));

        mend();

        assertThat(published).extracting(ChangeEvent::getId).containsExactly(71L, 61L);
        assertThat(published.get(0)).isEqualTo(rows.get(1).toBuilder().setId(71).build());
    }

    @Test
    void aDocumentWithoutARowIsDeletedRightAboveItsVersion() throws Exception {
        plan.add(new Difference.Extra(TABLE, key(1), "books", 1, 80));

        mend();

        ChangeEvent delete = published.get(0);
        assertThat(published).hasSize(1);
        assertThat(delete.getOperation()).isEqualTo(Operation.DELETE);
        assertThat(delete.getId()).isEqualTo(81);
        assertThat(delete.getKey()).isEqualTo(key(1));
        assertThat(delete.getSource().getName()).isEqualTo("library");
        assertThat(delete.hasAfter()).isFalse();
    }

    /** The application publishes what has changed since. */
    @Test
    void rowsThatCameOrWentSinceTheAuditAreLeftAlone() throws Exception {
        rows.put(1, NOW.toEpochMilli());
        plan.add(new Difference.Extra(TABLE, key(1), "books", 1, 80));
        plan.add(new Difference.Missing(TABLE, key(2), "books", 2, 50, 0));
        plan.add(new Difference.Different(TABLE, key(3), "books", 3, 40, 60, List.of()));

        mend();

        assertThat(published).isEmpty();
    }

    @Test
    void aRowThatNoEventCanHoldIsLeftAlone() throws Exception {
        rows.rows.put(
                CanonicalKey.text(key(1)),
                ChangeEvent.newBuilder().setKey(key(1)).build());
        plan.add(new Difference.Missing(TABLE, key(1), "books", 1, 50, 0));
        plan.addWholeTable();

        mend();

        assertThat(published).isEmpty();
    }

    /** An event above it would win over all changes until then. */
    @Test
    void aVersionOfTheFutureIsRefused() throws Exception {
        long future = Snowflake.first(NOW.plusSeconds(1).toEpochMilli(), 0);
        rows.put(1, 50);
        plan.add(new Difference.Different(TABLE, key(1), "books", 1, future, 50, List.of()));
        plan.add(new Difference.Extra(TABLE, key(2), "books", 2, future));

        mend();

        assertThat(published).isEmpty();
        assertThat(plan.unmended())
                .hasSize(2)
                .allSatisfy(each -> assertThat(each.reason()).contains("DELETE FROM books WHERE id="));
    }

    @Test
    void ofAWholeTableEveryRowIsPublished() throws Exception {
        for (int id = 0; id < 2_500; id++) {
            rows.put(id, 50);
        }
        plan.addWholeTable();

        mend();

        assertThat(published).containsExactlyInAnyOrderElementsOf(rows.rows.values());
    }

    private void mend() throws Exception {
        new EventRepair("cassandra", published::add, Clock.fixed(NOW, ZoneOffset.UTC)).mend(plan, rows);
    }

    private static Row key(long id) {
        return RowBuilder.of().int64("id", id).build();
    }

    private static final class Rows implements SourceRows {
        private final Map<String, ChangeEvent> rows = new TreeMap<>();
        private int position;

        void put(long id, long version) {
            rows.put(
                    CanonicalKey.text(key(id)),
                    ChangeEvent.newBuilder()
                            .setId(version)
                            .setOperation(Operation.SNAPSHOT)
                            .setKey(key(id))
                            .setAfter(key(id))
                            .build());
        }

        ChangeEvent get(long id) {
            return Stream.ofNullable(rows.get(CanonicalKey.text(key(id))))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public SourceTable table() {
            return TABLE;
        }

        @Override
        public List<ChangeEvent> next(int most) {
            List<ChangeEvent> some =
                    rows.values().stream().skip(position).limit(most).toList();
            position += some.size();
            return some;
        }

        @Override
        public boolean inKeyOrder() {
            return false;
        }

        @Override
        public String position() {
            return Integer.toString(position);
        }

        @Override
        public boolean isPosition(String position) {
            return true;
        }

        @Override
        public void seek(String value) {
            position = value.isEmpty() ? 0 : Integer.parseInt(value);
        }

        @Override
        public List<ChangeEvent> find(Collection<Row> keys) {
            return keys.stream()
                    .flatMap(key -> Stream.ofNullable(rows.get(CanonicalKey.text(key))))
                    .toList();
        }

        @Override
        public void close() {}
    }
}
