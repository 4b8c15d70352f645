package io.millrace.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.nats.KeyColumn;
import io.millrace.pace.RateLimit;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** One table in memory, and its index in a stand-in. */
final class TableAuditTest {
    private static final int ROWS = 3_000;

    private final List<Difference> found = new ArrayList<>();
    private final List<WalkPosition> reached = new ArrayList<>();
    private final Random random = new Random(seed());
    private FakeIndex index;
    private CommittedChanges committed = table -> {};

    private static long seed() {
        long seed = System.nanoTime();
        System.out.println("TableAuditTest: seed " + seed);
        return seed;
    }

    /** Keys that lead to documents in different ways. */
    enum Keys {
        POSITIVE {
            @Override
            Row of(int number) {
                return RowBuilder.of().int64("id", number * 3L + 1).build();
            }
        },
        NEGATIVE_AND_POSITIVE {
            @Override
            Row of(int number) {
                return RowBuilder.of().int64("id", number - ROWS / 2).build();
            }
        },
        UNSIGNED {
            @Override
            Row of(int number) {
                BigInteger middle = BigInteger.ONE.shiftLeft(63).subtract(BigInteger.valueOf(ROWS / 2));
                return RowBuilder.of()
                        .uint64("id", middle.add(BigInteger.valueOf(number)))
                        .build();
            }
        },
        /** As a FLOAT or a YEAR may be, where the source's order is not the one of the values that it sends. */
        PARTLY_IN_ORDER {
            @Override
            Row of(int number) {
                return POSITIVE.of(number);
            }
        },
        TEXT {
            @Override
            Row of(int number) {
                return RowBuilder.of().string("code", "code \"" + number).build();
            }
        },
        COMPOSITE {
            @Override
            Row of(int number) {
                return RowBuilder.of()
                        .string("country", number % 2 == 0 ? "DE" : "FR")
                        .int32("no", number)
                        .build();
            }
        };

        abstract Row of(int number);
    }

    @BeforeEach
    void start(@TempDir Path directory) throws Exception {
        index = new FakeIndex(directory);
    }

    @AfterEach
    void stop() throws Exception {
        index.close();
    }

    @ParameterizedTest
    @EnumSource
    void aTableAndItsIndexAreEqual(Keys keys) throws Exception {
        FakeRows rows = filled(keys);

        TableReport report = audit(rows);

        assertThat(report.isEqual()).as(report.toString()).isTrue();
        assertThat(report.counts().rows()).isEqualTo(ROWS);
        assertThat(report.counts().documents()).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @EnumSource
    void everyDifferenceIsFoundAndNoOther(Keys keys) throws Exception {
        FakeRows rows = filled(keys);
        Set<String> planted = new HashSet<>();
        for (int number = 0; number < ROWS; number++) {
            ChangeEvent row = row(keys, number);
            switch (random.nextInt(20)) {
                case 0 -> {
                    index.delete(index.map(row).key());
                    planted.add("Missing " + CanonicalKey.text(row.getKey()));
                }
                case 1 -> {
                    rows.remove(row.getKey());
                    planted.add("Extra " + CanonicalKey.text(row.getKey()));
                }
                case 2 -> {
                    index.write(row(keys.of(number), "another", number), 1);
                    planted.add("Different " + CanonicalKey.text(row.getKey()));
                }
                default -> {}
            }
        }

        TableReport report = audit(rows);

        assertThat(texts()).containsExactlyInAnyOrderElementsOf(planted);
        assertThat(report.counts().differences()).isEqualTo(planted.size());
        assertThat(found)
                .filteredOn(Difference.Different.class::isInstance)
                .allSatisfy(each -> assertThat(((Difference.Different) each).columns())
                        .singleElement()
                        .satisfies(column -> {
                            assertThat(column.column()).isEqualTo("name");
                            assertThat(column.found()).isEqualTo("another");
                            assertThat(column.expected()).startsWith("name ");
                        }));
    }

    /** As after a restart of the program at each of its positions. */
    @ParameterizedTest
    @EnumSource
    void whatIsBehindAPositionIsFoundFromThere(Keys keys) throws Exception {
        FakeRows rows = filled(keys);
        TableReport whole = audit(rows, WalkPosition.START);
        List<WalkPosition> positions = List.copyOf(reached);
        assertThat(positions).hasSizeGreaterThan(1).doesNotHaveDuplicates();
        assertThat(positions).extracting(WalkPosition::rows).isSorted();

        for (WalkPosition position : positions) {
            TableReport rest = audit(rows, position);
            assertThat(rest.isEqual()).as(position + " " + rest).isTrue();
            assertThat(rest.counts().rows()).as(position.toString()).isEqualTo(ROWS);
            assertThat(rest.counts().documents()).as(position.toString()).isEqualTo(ROWS);
            assertThat(rest.notes()).as(position.toString()).isEmpty();
        }
        ChangeEvent last = rows.all().stream()
                .skip(positions.get(0).rows())
                .filter(row -> index.map(row).key().id() > positions.get(0).document())
                .reduce((first, second) -> second)
                .orElseThrow();
        index.delete(index.map(last).key());
        assertThat(audit(rows, positions.get(0)).counts().missing()).isEqualTo(1);
        index.write(last, 2 * ROWS);
        rows.remove(last.getKey());
        TableReport extra = audit(rows, positions.get(0));
        assertThat(extra.counts().extra()).isEqualTo(1);
        assertThat(whole.counts().rows()).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @EnumSource
    void positionsEndAtTheFirstDifference(Keys keys) throws Exception {
        FakeRows rows = filled(keys);
        ChangeEvent first = rows.all().get(0);
        index.delete(index.map(first).key());

        assertThat(audit(rows, WalkPosition.START).counts().missing()).isEqualTo(1);

        assertThat(reached).isEmpty();
    }

    @Test
    void positionOfAKeyThatTheTableHadOnceIsNotUsed() throws Exception {
        FakeRows rows = filled(Keys.POSITIVE);
        index.delete(index.map(rows.all().get(0)).key());

        TableReport report = audit(rows, new WalkPosition("of another key", false, true, 500, 200, 200, 0));

        assertThat(report.counts().missing()).isEqualTo(1);
        assertThat(report.counts().rows()).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @EnumSource
    void documentsOfAnEmptyTableAreExtra(Keys keys) throws Exception {
        FakeRows rows = filled(keys);
        rows.all().forEach(row -> rows.remove(row.getKey()));

        assertThat(audit(rows, keys).counts().extra()).isEqualTo(ROWS);
        assertThat(found)
                .allSatisfy(each -> assertThat(each.key().getColumnsCount()).isPositive());
    }

    @ParameterizedTest
    @EnumSource
    void rowsWithoutAnyDocumentAreMissing(Keys keys) throws Exception {
        FakeRows rows = filled(keys);
        rows.all().forEach(row -> index.delete(index.map(row).key()));

        assertThat(audit(rows).counts().missing()).isEqualTo(ROWS);
    }

    @ParameterizedTest
    @EnumSource
    void whatIsUnderWayIsNoDifference(Keys keys) throws Exception {
        FakeRows rows = filled(keys);
        List<Runnable> pipeline = new ArrayList<>();
        int[] version = {ROWS};
        rows.afterChunk(() -> {
            for (int i = 0; i < 50; i++) {
                int number = random.nextInt(ROWS);
                int next = ++version[0];
                Row key = keys.of(number);
                if (random.nextInt(3) == 0) {
                    rows.remove(key);
                    pipeline.add(() -> index.delete(index.map(row(keys, number)).key()));
                } else {
                    ChangeEvent row = row(key, "changed " + next, number);
                    rows.put(row);
                    pipeline.add(() -> index.write(row, next));
                }
            }
        });
        committed = table -> {
            pipeline.forEach(Runnable::run);
            pipeline.clear();
        };

        TableReport report = audit(rows);

        assertThat(report.isEqual()).as(report + " " + found).isTrue();
    }

    /** A row that is deleted and inserted again unchanged is there whenever it is read, and its document never. */
    @Test
    void aRowThatComesAndGoesIsNoDifference() throws Exception {
        FakeRows rows = filled(Keys.POSITIVE);
        ChangeEvent row = row(Keys.POSITIVE, 7);
        index.delete(index.map(row).key());
        int[] rounds = {0};
        committed = table -> {
            if (rounds[0] < 10) {
                rounds[0]++;
                index.applyDeletion(index.map(row).key(), ROWS + rounds[0]);
            } else {
                index.write(row, 2 * ROWS);
            }
        };

        assertThat(audit(rows).isEqual()).as(found.toString()).isTrue();
        assertThat(rounds[0]).isEqualTo(10);
    }

    @Test
    void aRowThatNeverSettlesIsSaidToBeUnknown() throws Exception {
        FakeRows rows = filled(Keys.POSITIVE);
        int[] version = {ROWS};
        index.write(row(Keys.POSITIVE.of(7), "another", 7), ++version[0]);
        committed = table -> index.write(row(Keys.POSITIVE.of(7), "another", 7), ++version[0]);

        TableReport report = audit(rows);

        assertThat(report.counts().unsettled()).isEqualTo(1);
        assertThat(report.isEqual()).isFalse();
        assertThat(report.isComplete()).isFalse();
        assertThat(report.notes()).anyMatch(note -> note.contains("[22]"));
    }

    /** A row that was changed and changed back is another version of it, whose event may be under way. */
    @Test
    void aRowThatIsWrittenAgainWithTheSameValuesIsNoDifference() throws Exception {
        FakeRows rows = filled(Keys.POSITIVE);
        ChangeEvent row = row(Keys.POSITIVE, 7);
        index.delete(index.map(row).key());
        int[] rounds = {0};
        committed = table -> {
            if (++rounds[0] < 10) {
                rows.put(row.toBuilder().setId(rounds[0]).build());
            } else {
                index.write(row, rounds[0]);
            }
        };

        assertThat(audit(rows).isEqual()).as(found.toString()).isTrue();
        assertThat(rounds[0]).isEqualTo(10);
    }

    @Test
    void differencesTellTheVersionsOfBothSides() throws Exception {
        FakeRows rows = filled(Keys.POSITIVE);
        ChangeEvent deleted = row(Keys.POSITIVE, 7);
        rows.put(deleted.toBuilder().setId(70).build());
        index.delete(index.map(deleted).key());
        index.applyDeletion(index.map(deleted).key(), 80);
        rows.put(row(Keys.POSITIVE.of(8), "another", 8).toBuilder().setId(90).build());

        audit(rows);

        assertThat(found).hasSize(2).anySatisfy(each -> {
            assertThat(each).isInstanceOf(Difference.Missing.class);
            assertThat(each.rowVersion()).isEqualTo(70);
            assertThat(((Difference.Missing) each).deletedVersion()).isEqualTo(80);
        });
        assertThat(found).anySatisfy(each -> {
            assertThat(each).isInstanceOf(Difference.Different.class);
            assertThat(each.rowVersion()).isEqualTo(90);
            assertThat(each.eventId()).isEqualTo(1);
        });
    }

    /** It is gone from the source, and the sink removes its document within a minute. */
    @Test
    void theDocumentOfARowThatHasExpiredIsNotExtra() throws Exception {
        FakeRows rows = filled(Keys.POSITIVE);
        DocumentKey expired = index.map(row(Keys.POSITIVE, 7)).key();
        rows.remove(Keys.POSITIVE.of(7));
        index.expires(row(Keys.POSITIVE, 7), 5, Instant.now().plusSeconds(10));
        int[] rounds = {0};
        committed = table -> {
            if (++rounds[0] == 10) {
                index.delete(expired);
            }
        };

        assertThat(audit(rows).isEqual()).as(found.toString()).isTrue();
        assertThat(rounds[0]).isEqualTo(10);
    }

    @Test
    void aRowThatTheSourceRejectsIsADeadLetterWithTheDocumentOfAnEarlierVersion() throws Exception {
        FakeRows rows = filled(Keys.TEXT);
        rows.put(row(Keys.TEXT, 7).toBuilder().clearAfter().build());

        TableReport report = audit(rows);

        assertThat(report.isEqual()).as(found.toString()).isTrue();
        assertThat(report.counts().deadLetters()).isEqualTo(1);
        assertThat(report.notes()).anyMatch(note -> note.contains("too large for the stream"));
    }

    @Test
    void documentsThatNoKeyLeadsToAreExtraAndHaveNoKey() throws Exception {
        FakeRows rows = filled(Keys.TEXT);
        index.bulk(new DocumentKey(12345, ""), "{\"name\":\"x\"}", 1);
        index.bulk(
                new DocumentKey(12346, "[\"code \\\"1\"]"),
                "{\"name\":\"x\",\"row_key\":\"[\\\"code \\\\\\\"1\\\"]\"}",
                1);

        assertThat(audit(rows).counts().extra()).isEqualTo(2);
        assertThat(found)
                .allSatisfy(each -> assertThat(each.key().getColumnsCount()).isZero());
    }

    @Test
    void aColumnThatTheIndexDoesNotHaveIsToldOnce() throws Exception {
        FakeRows rows = filled(Keys.POSITIVE);
        addColour(rows);

        TableReport report = audit(rows);

        assertThat(found).isEmpty();
        assertThat(report.tableDifferences()).singleElement().asString().contains("has no column colour");
        assertThat(report.isEqual()).isFalse();
    }

    /** The table is compared from the beginning again. */
    @Test
    void aDifferenceIsToldOnceIfTheIndexGetsAColumnMeanwhile() throws Exception {
        FakeRows rows = filled(Keys.POSITIVE);
        addColour(rows);
        index.sql("ALTER TABLE items ADD COLUMN old bigint");
        ChangeEvent row = row(Keys.POSITIVE, 7);
        index.delete(index.map(row).key());
        int[] calls = {0};
        committed = table -> {
            calls[0]++;
            // The first two prove the difference, and the third is for the column.
            if (calls[0] == 3) {
                index.sql("ALTER TABLE items ADD COLUMN colour string attribute indexed");
                index.write(rows.all());
                index.delete(index.map(row).key());
            }
        };

        TableReport report = audit(rows);

        assertThat(report.tableDifferences()).isEmpty();
        assertThat(report.counts().missing()).isEqualTo(1);
        assertThat(report.counts().differences()).isEqualTo(1);
        assertThat(texts()).containsExactly("Missing " + CanonicalKey.text(row.getKey()));
        assertThat(report.notes()).singleElement().asString().contains("columns old");
    }

    private static void addColour(FakeRows rows) {
        rows.all()
                .forEach(row -> rows.put(row.toBuilder()
                        .setAfter(RowBuilder.of()
                                .int64("id", row.getKey().getColumns(0).getIntValue())
                                .string("name", row.getAfter().getColumns(1).getStringValue())
                                .int32("size", (int)
                                        row.getAfter().getColumns(2).getIntValue())
                                .string("colour", "red")
                                .build())
                        .build()));
    }

    @Test
    void aTableWithoutIndexIsOneDifference() throws Exception {
        FakeRows rows = filled(Keys.POSITIVE);
        index.sql("DROP TABLE items");

        TableReport report = audit(rows);

        assertThat(report.tableDifferences()).singleElement().asString().contains("does not exist");
        rows.all().forEach(row -> rows.remove(row.getKey()));
        assertThat(audit(rows).isEqual()).isTrue();
    }

    @Test
    void aRowThatBecomesADeadLetterIsNotCompared() throws Exception {
        FakeRows rows = filled(Keys.POSITIVE);
        ChangeEvent row = row(Keys.POSITIVE, 7);
        rows.put(row.toBuilder()
                .setAfter(row.getAfter().toBuilder()
                        .setColumns(1, row.getAfter().getColumns(1).toBuilder().setStringValue("\ud800")))
                .build());

        TableReport report = audit(rows);

        assertThat(report.isEqual()).as(found.toString()).isTrue();
        assertThat(report.counts().deadLetters()).isEqualTo(1);
        assertThat(report.notes()).anyMatch(note -> note.contains("column name: the text is not valid Unicode"));
    }

    @Test
    void aColumnWhoseTextManticoreDoesNotStoreIsNamedAsUnread() throws Exception {
        FakeRows rows = filled(Keys.POSITIVE, "text indexed");
        index.write(row(Keys.POSITIVE.of(7), "another", 7), 2 * ROWS);

        TableReport report = audit(rows);

        assertThat(report.isEqual()).as(report.toString()).isTrue();
        assertThat(report.unread()).containsExactly("name");
    }

    /** The other tables of the same audit are still compared. */
    @Test
    void whateverPreventsTheComparisonIsTheFailureOfTheTable() throws Exception {
        FakeRows rows = filled(Keys.POSITIVE);
        rows.afterChunk(() -> {
            throw new IllegalArgumentException("a value of an unknown kind");
        });

        TableReport report = audit(rows);

        assertThat(report.failure()).contains("a value of an unknown kind");
        assertThat(report.isEqual()).isFalse();
    }

    private static Comparator<Row> order(Keys keys) {
        Comparator<Row> byNumber = Comparator.comparing(
                key -> new BigInteger(CanonicalKey.text(key).replaceAll("[\\[\\]]", "")));
        return switch (keys) {
            case TEXT, COMPOSITE -> Comparator.comparing(CanonicalKey::text);
            case PARTLY_IN_ORDER ->
                Comparator.<Row, Boolean>comparing(key -> key.getColumns(0).getIntValue() % 100 == 0)
                        .thenComparing(byNumber);
            default -> byNumber;
        };
    }

    private FakeRows filled(Keys keys) {
        return filled(keys, "string attribute indexed");
    }

    private FakeRows filled(Keys keys, String typeOfName) {
        FakeRows rows = new FakeRows(order(keys), keys != Keys.TEXT);
        ChangeEvent first = row(keys, 0);
        index.map(first);
        index.sql("CREATE TABLE items (name " + typeOfName + ", size bigint"
                + (keys == Keys.TEXT ? ", code string attribute indexed" : "")
                + (keys == Keys.COMPOSITE ? ", country string attribute indexed, no bigint" : "")
                + ", row_key string attribute, event_id bigint)");
        for (int number = 0; number < ROWS; number++) {
            ChangeEvent row = row(keys, number);
            rows.put(row);
        }
        index.write(rows.all());
        return rows;
    }

    private static ChangeEvent row(Keys keys, int number) {
        return row(keys.of(number), "name " + number, number);
    }

    private static ChangeEvent row(Row key, String name, int size) {
        Row rest = RowBuilder.of().string("name", name).int32("size", size).build();
        return ChangeEvent.newBuilder()
                .setOperation(Operation.SNAPSHOT)
                .setKey(key)
                .setAfter(key.toBuilder().addAllColumns(rest.getColumnsList()))
                .build();
    }

    private TableReport audit(FakeRows rows) throws InterruptedException {
        return audit(rows, List.of(), WalkPosition.START, false);
    }

    private TableReport audit(FakeRows rows, WalkPosition from) throws InterruptedException {
        return audit(rows, List.of(), from, true);
    }

    private TableReport audit(FakeRows rows, Keys keys) throws InterruptedException {
        List<KeyColumn> columns = keys.of(0).getColumnsList().stream()
                .map(column -> KeyColumn.newBuilder()
                        .setName(column.getName())
                        .setKind(column.hasStringValue() ? "text" : "number")
                        .build())
                .toList();
        return audit(rows, columns, WalkPosition.START, false);
    }

    private TableReport audit(FakeRows rows, List<KeyColumn> key, WalkPosition from, boolean wantsPositions)
            throws InterruptedException {
        reached.clear();
        return new TableAudit(
                        new AuditedTable(rows, index.mapper(), key),
                        index.index(),
                        committed,
                        new RateLimit(0),
                        new AuditListener() {
                            @Override
                            public void found(Difference difference) {
                                found.add(difference);
                            }

                            @Override
                            public boolean wantsPosition() {
                                return wantsPositions;
                            }

                            @Override
                            public void reached(WalkPosition position) {
                                reached.add(position);
                            }
                        })
                .run(from);
    }

    private List<String> texts() {
        return found.stream()
                .map(each -> each.getClass().getSimpleName() + " " + CanonicalKey.text(each.key()))
                .toList();
    }
}
