package io.millrace.manticore;

import static io.millrace.manticore.Events.delete;
import static io.millrace.manticore.Events.insert;
import static io.millrace.manticore.Events.int64;
import static io.millrace.manticore.Events.string;
import static io.millrace.manticore.Events.truncate;
import static io.millrace.manticore.Events.update;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.local.ManticoreServer;
import io.millrace.local.NatsServer;
import io.millrace.nats.AuditMarks;
import io.millrace.nats.NatsQuestions;
import io.millrace.nats.PassedOver;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRegistry;
import io.millrace.nats.TableState;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.Nats;
import io.nats.client.Options;
import io.nats.client.PurgeOptions;
import io.nats.client.api.ConsumerInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which source tables are followed, over several tasks and partitions. */
final class TablesIT {
    private static final String USERS = Events.TABLE + "_users";
    private static final String ITEMS = Events.TABLE + "_items";
    private static final List<String> TABLES =
            List.of(USERS, ITEMS, "gr__e_" + ITEMS, "b_" + USERS, "b_" + ITEMS, "tenant_b_" + USERS);

    @TempDir
    static Path directory;

    static NatsServer nats;
    static ManticoreServer manticore;
    static Connection connection;

    private Searchd searchd = new Searchd("http://nowhere");
    private long nextId = 1;

    @BeforeAll
    static void startServers() throws Exception {
        nats = NatsServer.start(directory.resolve("nats"));
        manticore = ManticoreServer.start(directory.resolve("manticore"));
        connection = Nats.connect(Options.builder()
                .server(nats.url())
                .supportUTF8Subjects()
                .connectionTimeout(Duration.ofMinutes(3))
                .build());
    }

    @AfterAll
    static void stopServers() throws Exception {
        connection.close();
        nats.close();
        manticore.close();
    }

    @BeforeEach
    void makeStream() throws Exception {
        searchd = new Searchd(manticore.url());
        TestStream.create(connection);
        TABLES.forEach(searchd::forget);
    }

    @AfterEach
    void dropStream() throws Exception {
        TABLES.forEach(searchd::forget);
        TestStream.drop(nats, connection);
    }

    /** Case A1. */
    @Test
    void aSecondDatabaseNeverGetsIntoTheTableOfTheFirst() throws Exception {
        for (int id : List.of(1, 2)) {
            publish("tenant_a", USERS, id % 2, insert(nextId++, int64("id", id), string("name", "a" + id)));
        }
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0", "1")) {
            pollUntil(tasks, () -> ids(USERS).equals(List.of(1, 2)));
            for (int id : List.of(3, 4, 5)) {
                publish("tenant_b", USERS, id % 2, insert(nextId++, int64("id", id), string("name", "b" + id)));
            }
            pollUntil(tasks, () -> tasks.sum("passed-over-total") >= 3);
            pollUntil(tasks, () -> floor(0) == 4 && floor(1) == 5);
            assertThat(tasks.sum("tables-set-aside")).isPositive();
        }
        assertThat(ids(USERS)).containsExactly(1, 2);
        TableEntry entry = entry("tenant_b", USERS);
        assertThat(entry.getState()).isEqualTo(TableState.SET_ASIDE);
        assertThat(entry.getReason())
                .contains("test.tenant_a." + USERS, "test.tenant_b." + USERS, "table.tenant_b." + USERS);
        assertThat(passedOver(entry)).isEqualTo(Map.of(0, 4L, 1, 3L));

        Map<String, String> mended = tolerant();
        mended.put("table.tenant_b." + USERS, "b_" + USERS);
        try (SinkTasks tasks = new SinkTasks(mended, "0", "1")) {
            pollUntil(tasks, () -> ids("b_" + USERS).equals(List.of(3, 4, 5)));
        }
        assertThat(ids(USERS)).containsExactly(1, 2);
        assertThat(entry("tenant_b", USERS).getState()).isEqualTo(TableState.ACTIVE);
        assertThat(entry("tenant_b", USERS).getPassedOverList()).isEmpty();
    }

    /** Case A1, for many databases at once. */
    @Test
    void aPatternOfNamesKeepsDatabasesApart() throws Exception {
        publish("tenant_a", USERS, 0, insert(nextId++, int64("id", 1)));
        publish("tenant_b", USERS, 0, insert(nextId++, int64("id", 2)));
        Map<String, String> properties = tolerant();
        properties.put("target.table.pattern", "${database}_${table}");
        properties.put("table.tenant_a." + USERS, USERS);
        try (SinkTasks tasks = new SinkTasks(properties, "0")) {
            pollUntil(tasks, () -> ids("tenant_b_" + USERS).equals(List.of(2)));
        }
        assertThat(ids(USERS)).containsExactly(1);
    }

    /** Case A1, where nothing says whose rows a table has that was there before. */
    @Test
    void aTableThatExistsIsClaimedOnlyIfOneSourceTableGoesThere() throws Exception {
        searchd.sql("CREATE TABLE " + USERS + " (name string attribute, event_id bigint)");
        publish("tenant_a", USERS, 0, insert(nextId++, int64("id", 1), string("name", "a")));
        publish("tenant_b", USERS, 0, insert(nextId++, int64("id", 2), string("name", "b")));
        publish("tenant_b", ITEMS, 0, insert(nextId++, int64("id", 7)));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 3);
            assertThat(tasks.sum("tables-set-aside")).isEqualTo(2);
        }
        assertThat(ids(USERS)).isEmpty();
        assertThat(ids(ITEMS)).containsExactly(7);

        Map<String, String> mended = tolerant();
        mended.put("table.tenant_b." + USERS, "b_" + USERS);
        try (SinkTasks tasks = new SinkTasks(mended, "0")) {
            pollUntil(tasks, () -> ids("b_" + USERS).equals(List.of(2)));
            pollUntil(tasks, () -> ids(USERS).equals(List.of(1)));
        }
    }

    /** Case A1: two connectors, one for each database, write to one Manticore. */
    @Test
    void twoConnectorsNeverShareATableByAccident() throws Exception {
        publish("tenant_a", USERS, 0, insert(nextId++, int64("id", 1)));
        publish("tenant_b", USERS, 0, insert(nextId++, int64("id", 2)));
        publish("tenant_b", USERS, 0, truncate(nextId++));
        Map<String, String> first = tolerant();
        first.put("subjects", "cdc.test.tenant_a.*");
        Map<String, String> second = tolerant();
        second.put("name", "second");
        second.put("subjects", "cdc.test.tenant_b.*");
        try (SinkTasks one = new SinkTasks(first, "0");
                SinkTasks other = new SinkTasks(second, "0")) {
            pollUntil(one, () -> ids(USERS).equals(List.of(1)));
            pollUntil(other, () -> other.sum("passed-over-total") >= 2);
        }
        assertThat(ids(USERS)).containsExactly(1);
        assertThat(new TableRegistry(new Direct(), "CDC", "second", List.of())
                        .find(new SourceTable("test", "tenant_b", USERS))
                        .orElseThrow()
                        .getReason())
                .contains("Connector sink writes source table test.tenant_a." + USERS, "table.tenant_b." + USERS)
                .contains("nats kv del MILLRACE claim.sink." + USERS);

        second.put("table.tenant_b." + USERS, "b_" + USERS);
        publish("tenant_b", USERS, 0, insert(nextId++, int64("id", 3)));
        try (SinkTasks other = new SinkTasks(second, "0")) {
            pollUntil(other, () -> ids("b_" + USERS).equals(List.of(3)));
        }
        assertThat(ids(USERS)).containsExactly(1);
    }

    /** Case A1: two servers with the same database; a setting of a table is for both of them. */
    @Test
    void twoSourcesOfOneNameAreTold() throws Exception {
        publish("tenant_a", USERS, 0, insert(nextId++, int64("id", 1)));
        String other = new Subject("test2", "tenant_a", USERS, 0).toString();
        connection.jetStream().publish(other, insert(nextId++, int64("id", 2)).toByteArray());
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 2);
        }
        assertThat(ids(USERS)).containsExactly(1);
        assertThat(entry(new SourceTable("test2", "tenant_a", USERS)).getReason())
                .contains("target.table.pattern, such as ${source}_${table}")
                .doesNotContain("another name with table.");
    }

    /** Case A1, A2: tables that differ in case only, one truncated while both arrive in one batch. */
    @Test
    void tablesThatDifferInCaseAreKeptApart() throws Exception {
        String upper = ITEMS.toUpperCase(Locale.ROOT);
        for (int partition : List.of(0, 1)) {
            publish("shop", ITEMS, partition, insert(nextId++, int64("id", 1 + partition)));
            publish("shop", upper, partition, insert(nextId++, int64("id", 11 + partition)));
            publish("shop", upper, partition, truncate(nextId++));
            publish("shop", upper, partition, delete(nextId++, int64("id", 1 + partition)));
        }
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0,1")) {
            pollUntil(tasks, () -> floor(0) == 4 && floor(1) == 8);
            assertThat(tasks.sum("passed-over-total")).isEqualTo(6);
        }
        assertThat(ids(ITEMS)).containsExactly(1, 2);
    }

    /** Case A2: a table whose first event of all is its truncation owns its target, and no other loses a row by it. */
    @Test
    void aTruncationThatComesFirstTakesNothingOfAnotherTable() throws Exception {
        publish("tenant_b", ITEMS, 0, truncate(nextId++));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0,1")) {
            pollUntil(tasks, () -> floor(0) == 1);
            publish("tenant_a", ITEMS, 1, insert(nextId++, int64("id", 1)));
            publish("tenant_b", ITEMS, 1, insert(nextId++, int64("id", 2)));
            publish("tenant_b", ITEMS, 0, truncate(nextId++));
            pollUntil(tasks, () -> floor(0) == 4 && floor(1) == 3);
            assertThat(tasks.sum("tables-set-aside")).isEqualTo(1);
        }
        assertThat(ids(ITEMS)).isEmpty();
    }

    /** Case A2. */
    @Test
    void truncateOfASecondDatabaseLeavesTheTableOfTheFirstAlone() throws Exception {
        publish("tenant_a", ITEMS, 0, insert(nextId++, int64("id", 1)));
        publish("tenant_a", ITEMS, 1, insert(nextId++, int64("id", 2)));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0", "1")) {
            pollUntil(tasks, () -> ids(ITEMS).equals(List.of(1, 2)));
            for (int partition : List.of(0, 1)) {
                publish("tenant_b", ITEMS, partition, truncate(nextId++));
                publish("tenant_b", ITEMS, partition, delete(nextId++, int64("id", 1)));
            }
            pollUntil(tasks, () -> tasks.sum("passed-over-total") >= 4);
        }
        assertThat(ids(ITEMS)).containsExactly(1, 2);
    }

    @Test
    void withoutToleranceTheTaskStops() throws Exception {
        publish("tenant_a", USERS, 0, insert(nextId++, int64("id", 1)));
        publish("tenant_b", USERS, 0, insert(nextId++, int64("id", 2)));
        try (SinkTasks tasks = new SinkTasks(properties(), "0")) {
            await().pollInSameThread()
                    .untilAsserted(() -> assertThatThrownBy(tasks::poll)
                            .isInstanceOf(ConnectException.class)
                            .hasMessageContaining("both map to table " + USERS));
        }
    }

    /** Cases A14 and B6: the second column of a name comes later, and tasks see that at different times. */
    @Test
    void columnsThatWouldHaveOneNameAreToldApartInAllTasks() throws Exception {
        publish("shop", USERS, 0, insert(nextId++, int64("id", 1), string("größe", "1"), string("年齢", "x")));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0", "1")) {
            pollUntil(tasks, () -> ids(USERS).equals(List.of(1)));
            publish(
                    "shop",
                    USERS,
                    1,
                    insert(nextId++, int64("id", 2), string("grosse", "2"), string("größe", "3"), string("年齢", "y")));
            publish("shop", USERS, 0, insert(nextId++, int64("id", 3), string("größe", "4"), string("年齢", "z")));
            pollUntil(tasks, () -> ids(USERS).equals(List.of(1, 2, 3)));
            assertThat(tasks.sum("tables-set-aside")).isZero();
        }
        searchd.sql("DROP TABLE " + USERS);
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0", "1")) {
            publish(
                    "shop",
                    USERS,
                    1,
                    insert(nextId++, int64("id", 4), string("größe", "5"), string("grosse", "6"), string("年齢", "v")));
            pollUntil(tasks, () -> ids(USERS).contains(4));
        }
        assertThat(searchd.rows("SELECT grosse, grosse_6629f0, nian_ling FROM " + USERS + " WHERE id=4"))
                .extracting(Object::toString)
                .containsExactly("{\"grosse\":\"5\",\"grosse_6629f0\":\"6\",\"nian_ling\":\"v\"}");
    }

    @Test
    void aTableOfAnEarlierVersionKeepsItsName() throws Exception {
        SourceTable table = new SourceTable("test", "shop", "größe_" + ITEMS);
        new TableRegistry(new Direct(), "CDC", "sink", List.of(manticore.url()))
                .update(
                        table,
                        entry -> entry.toBuilder()
                                .setTarget("gr__e_" + ITEMS)
                                .setState(TableState.ACTIVE)
                                .build());
        publish("shop", table.table(), 0, insert(nextId++, int64("id", 1), string("größe", "x")));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> ids("gr__e_" + ITEMS).equals(List.of(1)));
        }
        assertThat(searchd.rows("SHOW TABLES LIKE 'grosse%'")).isEmpty();
    }

    @Test
    void aTableThatCannotBeMappedIsSetAsideAndTheRestFlows() throws Exception {
        searchd.sql("CREATE TABLE " + USERS + " (name bool, event_id bigint)");
        for (int partition = 0; partition < 4; partition++) {
            publish("shop", USERS, partition, insert(nextId++, int64("id", 1 + partition), string("name", "x")));
            publish("shop", ITEMS, partition, insert(nextId++, int64("id", 1 + partition)));
        }
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0,1", "2,3")) {
            pollUntil(tasks, () -> ids(ITEMS).equals(List.of(1, 2, 3, 4)));
            pollUntil(tasks, () -> floor(3) == 8);
        }
        assertThat(entry("shop", USERS).getReason()).contains("Column name", "does not keep every STRING");
        assertThat(passedOver(entry("shop", USERS))).isEqualTo(Map.of(0, 1L, 1, 3L, 2, 5L, 3, 7L));

        Map<String, String> otherwise = tolerant();
        otherwise.put("batch.max.documents", "100");
        assertThat(faults(otherwise)).as("what the table lacks is known").isEmpty();
        otherwise.put("table.shop." + USERS, "(*)");
        assertThat(faults(otherwise)).containsExactly("table.shop." + USERS);

        Map<String, String> mended = tolerant();
        mended.put("table.shop." + USERS, "(name as title, *)");
        assertThat(faults(mended)).isEmpty();
        try (SinkTasks tasks = new SinkTasks(mended, "0,1", "2,3")) {
            pollUntil(tasks, () -> ids(USERS).equals(List.of(1, 2, 3, 4)));
        }
        assertThat(searchd.rows("SELECT title FROM " + USERS + " WHERE id=1").get(0))
                .hasToString("{\"title\":\"x\"}");
    }

    /** 10,000 events passed over in eight partitions while others flow, then a mapping that takes them. */
    @Test
    void aCorrectedMappingBringsATableBackWithoutAGap() throws Exception {
        int partitions = 8;
        int rows = 2_000;
        Map<Integer, String> expected = new HashMap<>();
        for (int id = 1; id <= rows; id++) {
            publish("shop", USERS, id % partitions, insert(nextId++, int64("id", id), int64("size", id)));
            expected.put(id, String.valueOf(id));
        }
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0,1,2,3", "4,5,6,7")) {
            pollUntil(tasks, () -> tasks.sum("applied-total") == rows);
            // ALTER TABLE … MODIFY size VARCHAR(10): the bigint column cannot take it.
            for (int i = 0; i < 10_000; i++) {
                int id = 1 + i * 7 % (rows + 500);
                if (i % 11 == 0 && expected.remove(id) != null) {
                    publish("shop", USERS, id % partitions, delete(nextId++, int64("id", id)));
                } else {
                    publish(
                            "shop",
                            USERS,
                            id % partitions,
                            update(nextId++, int64("id", id), string("size", "v" + nextId)));
                    expected.put(id, "v" + nextId);
                }
                if (i % 100 == 0) {
                    publish("shop", ITEMS, i % partitions, insert(nextId++, int64("id", i + 1)));
                    tasks.poll();
                }
            }
            pollUntil(tasks, () -> ids(ITEMS).size() == 100);
            pollUntil(tasks, () -> unacknowledged(partitions) == 0);
            assertThat(passedOver(entry("shop", USERS))).hasSize(partitions);
            assertThat(tasks.sum("passed-over-total")).isBetween(9_000.0, 10_000.0);
        }
        // A bigint cannot become a string in Manticore: the corrected mapping has another column for it.
        Map<String, String> mended = tolerant();
        mended.put("table.shop." + USERS, "(size as size_text string, *)");
        try (SinkTasks tasks = new SinkTasks(mended, "0,1,2,3", "4,5,6,7")) {
            pollUntil(
                    tasks,
                    () -> floor(0) > 0
                            && tasks.sum("pending-count") == 0
                            && entry("shop", USERS).getPassedOverList().isEmpty());
            pollUntil(tasks, () -> unacknowledged(partitions) == 0);
            assertThat(tasks.sum("passed-over-total")).isZero();
        }
        assertThat(rows(USERS)).isEqualTo(expected);
        assertThat(entry("shop", USERS).getState()).isEqualTo(TableState.ACTIVE);
    }

    /** Case A3: the remedy is to drop the table; it is built again from the key's redefinition on. */
    @Test
    void aRedefinedKeyIsNoticedAndARebuiltTableHasOneDocumentPerRow() throws Exception {
        ChangeEvent a = insert(nextId++, int64("id", 1), string("code", "A"), int64("v", 1));
        ChangeEvent b = insert(nextId++, int64("id", 2), string("code", "B"), int64("v", 1));
        publish("shop", USERS, 0, a);
        publish("shop", USERS, 1, b);
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0", "1")) {
            pollUntil(tasks, () -> ids(USERS).equals(List.of(1, 2)));
            // An update from before the ALTER is still on its way in the other partition.
            publish("shop", USERS, 0, update(nextId++, int64("id", 1), string("code", "A"), int64("v", 2)));
            publish("shop", USERS, 1, update(nextId++, string("code", "B"), int64("id", 2), int64("v", 2)));
            publish("shop", USERS, 0, delete(nextId++, string("code", "A")));
            publish("shop", ITEMS, 0, insert(nextId++, int64("id", 7)));
            pollUntil(tasks, () -> ids(ITEMS).equals(List.of(7)) && floor(1) == 4 && floor(0) == 6);
        }
        assertThat(ids(USERS)).containsExactly(1, 2);
        assertThat(entry("shop", USERS).getReason())
                .contains("was (id number) and is (code text)", "rebuild the table (docs/mapping.md");

        searchd.sql("DROP TABLE " + USERS);
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0", "1")) {
            pollUntil(
                    tasks,
                    () -> searchd.rows("SHOW TABLES LIKE '" + USERS + "'").size() == 1);
            pollUntil(tasks, () -> tasks.sum("pending-count") == 0);
            publish("shop", USERS, 0, insert(nextId++, string("code", "C"), int64("id", 3), int64("v", 1)));
            pollUntil(tasks, () -> searchd.rows("SELECT id FROM " + USERS).size() == 2);
        }
        assertThat(searchd.rows("SELECT code, v FROM " + USERS + " ORDER BY v DESC"))
                .extracting(row -> row.path("code").asText() + row.path("v").asText())
                .containsExactly("B2", "C1");
        assertThat(AuditMarks.open(connection).find("test", "shop", USERS)).isPresent();
    }

    /** Case A4: the row stays the same document. */
    @Test
    void aRenamedKeyColumnAndAWiderOneAreFollowed() throws Exception {
        publish("shop", USERS, 0, insert(nextId++, int64("no", 1), string("name", "a")));
        publish("shop", USERS, 1, insert(nextId++, int64("no", 2), string("name", "b")));
        publish("shop", USERS, 0, update(nextId++, int64("number", 1), string("name", "a2")));
        publish("shop", USERS, 1, delete(nextId++, int64("no", 2)));
        publish("shop", USERS, 0, delete(nextId++, int64("number", 3)));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0", "1")) {
            pollUntil(tasks, () -> floor(0) == 5 && floor(1) == 4);
            assertThat(tasks.sum("tables-set-aside")).isZero();
        }
        assertThat(searchd.rows("SELECT id, name FROM " + USERS))
                .singleElement()
                .hasToString("{\"id\":1,\"name\":\"a2\"}");
    }

    /** Case A3: a deletion by another column does not say that it is another column. */
    @Test
    void aDeletionThatTellsNothingOfItsKeySetsTheTableAside() throws Exception {
        publish("shop", USERS, 0, insert(nextId++, int64("id", 1), int64("no", 9)));
        publish("shop", USERS, 0, delete(nextId++, int64("no", 1)));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 2);
        }
        assertThat(ids(USERS)).containsExactly(1);
        assertThat(entry("shop", USERS).getReason()).contains("was (id number) and is (no number)");
    }

    /** Case A15. */
    @Test
    void aTableDroppedByHandIsToldAndMarked() throws Exception {
        publish("shop", USERS, 0, insert(nextId++, int64("id", 1)));
        publish("shop", USERS, 0, insert(nextId++, int64("id", 2)));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> ids(USERS).equals(List.of(1, 2)));
            searchd.sql("DROP TABLE " + USERS);
            publish("shop", USERS, 0, insert(nextId++, int64("id", 3)));
            pollUntil(tasks, () -> floor(0) == 3 && ids(USERS).contains(3));
        }
        assertThat(reason("shop", USERS)).contains("was dropped in Manticore and is created again");
    }

    /** Case A15: emptied while the connector was stopped. */
    @Test
    void aTableEmptiedByHandIsToldAndMarked() throws Exception {
        publish("shop", USERS, 0, insert(nextId++, int64("id", 1)));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 1);
        }
        searchd.rows("DELETE FROM " + USERS + " WHERE event_id<9223372036854775807");
        publish("shop", USERS, 0, insert(nextId++, int64("id", 2)));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 2);
            assertThat(tasks.sum("tables-damaged-total")).isEqualTo(1);
        }
        assertThat(reason("shop", USERS)).contains("Rows of table " + USERS + " were removed in Manticore");
    }

    /** Case A9. */
    @Test
    void aTableWhoseFirstEventInAPartitionIsItsTruncationIsTruncatedAgain() throws Exception {
        publish("shop", USERS, 0, truncate(nextId++));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0,1")) {
            pollUntil(tasks, () -> floor(0) == 1);
            publish("shop", USERS, 1, insert(nextId++, int64("id", 1)));
            publish("shop", USERS, 1, insert(nextId++, int64("id", 2)));
            pollUntil(tasks, () -> ids(USERS).equals(List.of(1, 2)));
            publish("shop", USERS, 0, truncate(nextId++));
            pollUntil(tasks, () -> floor(0) == 4);
        }
        assertThat(ids(USERS)).isEmpty();
    }

    /** Case A9: deletions come first, and the table is made by another partition only afterwards. */
    @Test
    void aTableThatWasMissingWhenAPartitionFirstSawItIsTruncated() throws Exception {
        publish("shop", USERS, 0, delete(nextId++, int64("id", 5)));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0", "1")) {
            pollUntil(tasks, () -> floor(0) == 1);
            publish("shop", USERS, 1, insert(nextId++, int64("id", 1)));
            pollUntil(tasks, () -> floor(1) == 2);
            publish("shop", USERS, 0, truncate(nextId++));
            publish("shop", USERS, 0, truncate(nextId++));
            pollUntil(tasks, () -> floor(0) == 4);
            assertThat(ids(USERS)).isEmpty();
            publish("shop", USERS, 1, insert(nextId++, int64("id", 2)));
            publish("shop", USERS, 1, delete(nextId++, int64("id", 1)));
            pollUntil(tasks, () -> floor(1) == 6);
        }
        assertThat(ids(USERS)).containsExactly(2);
    }

    /** Case A9: the last two truncations are in one batch with rows around them. */
    @Test
    void rowsBetweenTwoTruncationsOfOneBatchAreGone() throws Exception {
        for (int round = 0; round < 3; round++) {
            for (int id = 1; id <= 20; id++) {
                publish("shop", USERS, id % 2, insert(nextId++, int64("id", 100 * round + id)));
            }
            if (round < 2) {
                publish("shop", USERS, round, truncate(nextId++));
            }
        }
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0", "1")) {
            pollUntil(tasks, () -> floor(0) == 62 && floor(1) == 61);
        }
        assertThat(ids(USERS)).hasSize(20).allMatch(id -> id > 200);
    }

    /** Case A14. */
    @Test
    void threeColumnsOfOneNameAreToldApart() throws Exception {
        publish(
                "shop",
                USERS,
                0,
                insert(nextId++, int64("id", 1), string("a-b", "x"), string("a.b", "y"), string("a b", "z")));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> ids(USERS).equals(List.of(1)));
            assertThat(tasks.sum("tables-set-aside")).isZero();
        }
        assertThat(valuesOfAB()).hasSize(3).containsValues("x", "y", "z");
        Map<String, String> mapped = tolerant();
        mapped.put("table.shop." + USERS, "(`a.b` as dotted, *)");
        assertThat(faults(mapped)).isEmpty();
    }

    /** Case A14: the second column is added later, and a restart in between changes nothing. */
    @Test
    void aColumnThatCollidesAfterAnAlterGetsANameOfItsOwn() throws Exception {
        publish("shop", USERS, 0, insert(nextId++, int64("id", 1), string("a-b", "x")));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 1);
            publish("shop", USERS, 0, update(nextId++, int64("id", 1), string("a-b", "x"), string("a.b", "y")));
            pollUntil(tasks, () -> floor(0) == 2);
            assertThat(tasks.sum("tables-set-aside")).isZero();
        }
        Map<String, String> before = valuesOfAB();
        assertThat(before).hasSize(2).containsEntry("a_b", "x").containsValue("y");
        publish("shop", USERS, 0, update(nextId++, int64("id", 1), string("a-b", "x2"), string("a.b", "y")));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 3);
        }
        assertThat(valuesOfAB())
                .hasSize(2)
                .containsEntry("a_b", "x2")
                .containsKeys(before.keySet().toArray(new String[0]));
    }

    /** The values of the only row by column, of the columns that would be called a_b. */
    private Map<String, String> valuesOfAB() {
        Map<String, String> values = new TreeMap<>();
        JsonNode row = searchd.rows("SELECT * FROM " + USERS).get(0);
        row.fieldNames().forEachRemaining(name -> {
            if (name.startsWith("a_b")) {
                values.put(name, row.path(name).asText());
            }
        });
        return values;
    }

    /** Case A15: the column comes back with the rows that change, and the others would silently lack it. */
    @Test
    void aColumnDroppedByHandIsToldAndMarked() throws Exception {
        publish("shop", USERS, 0, insert(nextId++, int64("id", 1), string("name", "a"), int64("size", 1)));
        publish("shop", USERS, 0, insert(nextId++, int64("id", 2), string("name", "b"), int64("size", 2)));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 2);
            searchd.sql("ALTER TABLE " + USERS + " DROP COLUMN size");
            publish("shop", USERS, 0, update(nextId++, int64("id", 1), string("name", "a"), int64("size", 3)));
            pollUntil(tasks, () -> floor(0) == 3);
            assertThat(tasks.sum("tables-damaged-total")).isEqualTo(1);
        }
        assertThat(reason("shop", USERS)).contains("Column size of table " + USERS + " was dropped in Manticore");
        assertThat(searchd.rows("SELECT size FROM " + USERS + " WHERE id=1"))
                .singleElement()
                .hasToString("{\"size\":3}");
    }

    /** Case A15: while the connector was stopped, dropped and added with another type. */
    @Test
    void aColumnChangedByHandIsToldAndMarked() throws Exception {
        publish("shop", USERS, 0, insert(nextId++, int64("id", 1), string("name", "a"), string("code", "x")));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 1);
        }
        searchd.sql("ALTER TABLE " + USERS + " DROP COLUMN code");
        searchd.sql("ALTER TABLE " + USERS + " ADD COLUMN code text");
        publish("shop", USERS, 0, insert(nextId++, int64("id", 2), string("name", "b"), string("code", "y")));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 2);
            assertThat(tasks.sum("tables-damaged-total")).isEqualTo(1);
        }
        assertThat(reason("shop", USERS))
                .contains("Column code of table " + USERS + " was string attribute indexed and is text in Manticore");
    }

    /** Columns that the source adds, and that two tasks add at the same time, are nobody's damage. */
    @Test
    void columnsThatTheConnectorAddsItselfAreNoDamage() throws Exception {
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0", "1")) {
            for (int round = 0; round < 4; round++) {
                for (int partition : List.of(0, 1)) {
                    Column[] columns = new Column[round + 1];
                    for (int i = 0; i <= round; i++) {
                        columns[i] = int64("c" + i, i);
                    }
                    publish(
                            "shop",
                            USERS,
                            partition,
                            insert(nextId++, int64("id", 2 * round + partition + 1), columns));
                }
            }
            pollUntil(tasks, () -> floor(0) == 7 && floor(1) == 8);
            assertThat(tasks.sum("tables-damaged-total")).isZero();
        }
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0", "1")) {
            publish("shop", USERS, 0, insert(nextId++, int64("id", 9), int64("c0", 1), int64("c4", 1)));
            pollUntil(tasks, () -> floor(0) == 9);
            assertThat(tasks.sum("tables-damaged-total")).isZero();
        }
    }

    /** Case A15: the connector's own table, while rows are deleted and written. */
    @Test
    void tombstonesDroppedByHandStopNothing() throws Exception {
        publish("shop", USERS, 0, insert(nextId++, int64("id", 1)));
        publish("shop", USERS, 0, insert(nextId++, int64("id", 2)));
        publish("shop", USERS, 0, delete(nextId++, int64("id", 1)));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 3);
            searchd.sql("DROP TABLE millrace_tombstones");
            publish("shop", USERS, 0, delete(nextId++, int64("id", 2)));
            publish("shop", USERS, 0, insert(nextId++, int64("id", 3)));
            pollUntil(tasks, () -> floor(0) == 5);
        }
        assertThat(ids(USERS)).containsExactly(3);
    }

    /** Rewound to before the first event that was passed over, a table is tried again; for the rest nothing changes. */
    @Test
    void aRewoundTableIsFollowedAgain() throws Exception {
        searchd.sql("CREATE TABLE " + USERS + " (size float, event_id bigint)");
        publish("shop", USERS, 0, insert(nextId++, int64("id", 1), int64("size", 1)));
        publish("shop", ITEMS, 0, insert(nextId++, int64("id", 7)));
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 2);
        }
        assertThat(entry("shop", USERS).getState()).isEqualTo(TableState.SET_ASIDE);
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> tasks.sum("tables-set-aside") == 1);
        }
        searchd.sql("ALTER TABLE " + USERS + " DROP COLUMN size");
        new ManticoreSinkConnector().alterOffsets(tolerant(), Map.of());
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 2);
            assertThat(tasks.sum("tables-set-aside")).isZero();
        }
        assertThat(ids(USERS)).containsExactly(1);
    }

    /** Never with a gap. */
    @Test
    void aTableWhoseEventsAreNoLongerInTheStreamStaysSetAside() throws Exception {
        searchd.sql("CREATE TABLE " + USERS + " (size float, event_id bigint)");
        for (int id = 1; id <= 3; id++) {
            publish("shop", USERS, 0, insert(nextId++, int64("id", id), int64("size", 1)));
        }
        try (SinkTasks tasks = new SinkTasks(tolerant(), "0")) {
            pollUntil(tasks, () -> floor(0) == 3);
        }
        connection
                .jetStreamManagement()
                .purgeStream("CDC", PurgeOptions.builder().sequence(3).build());
        Map<String, String> mended = tolerant();
        mended.put("table.shop." + USERS, "(size float, *)");
        try (SinkTasks tasks = new SinkTasks(mended, "0")) {
            publish("shop", ITEMS, 0, insert(nextId++, int64("id", 7)));
            pollUntil(tasks, () -> ids(ITEMS).equals(List.of(7)));
        }
        assertThat(ids(USERS)).isEmpty();
        assertThat(entry("shop", USERS).getState()).isEqualTo(TableState.SET_ASIDE);
        assertThat(entry("shop", USERS).getReason()).contains("no longer all in the stream", "rebuild the table");

        searchd.sql("DROP TABLE " + USERS);
    }

    private static String reason(String database, String table) throws Exception {
        return AuditMarks.open(connection)
                .find("test", database, table)
                .orElseThrow()
                .content()
                .getReason(0)
                .getText();
    }

    private static List<String> faults(Map<String, String> properties) {
        return new ManticoreSinkConnector()
                .validate(properties).configValues().stream()
                        .filter(value -> !value.errorMessages().isEmpty())
                        .map(ConfigValue::name)
                        .toList();
    }

    private static void pollUntil(SinkTasks tasks, java.util.concurrent.Callable<Boolean> condition) {
        await().pollInSameThread().until(() -> {
            tasks.poll();
            return condition.call();
        });
    }

    private List<Integer> ids(String table) {
        return List.copyOf(rows(table, "id").keySet().stream().sorted().toList());
    }

    private Map<Integer, String> rows(String table) {
        return rows(table, "id, size, size_text");
    }

    private Map<Integer, String> rows(String table, String columns) {
        if (searchd.rows("SHOW TABLES LIKE '" + table + "'").isEmpty()) {
            return Map.of();
        }
        return searchd.rows("SELECT " + columns + " FROM " + table + " LIMIT 10000 OPTION max_matches=10000").stream()
                .collect(Collectors.toMap(
                        row -> row.path("id").asInt(),
                        row -> row.path("size_text").asText("").isEmpty()
                                ? row.path("size").asText()
                                : row.path("size_text").asText()));
    }

    private static long floor(int partition) throws Exception {
        return TestStream.floor(connection, partition);
    }

    /** Of these partitions together, as the server knows; a task knows what there was when it was last told. */
    private static long unacknowledged(int partitions) throws Exception {
        long sum = 0;
        for (int partition = 0; partition < partitions; partition++) {
            ConsumerInfo consumer = connection.jetStreamManagement().getConsumerInfo("CDC", "sink-p" + partition);
            sum += consumer.getNumPending() + consumer.getNumAckPending();
        }
        return sum;
    }

    private static TableEntry entry(String database, String table) {
        return entry(new SourceTable("test", database, table));
    }

    private static TableEntry entry(SourceTable table) {
        return new TableRegistry(new Direct(), "CDC", "sink", List.of(manticore.url()))
                .find(table)
                .orElseThrow();
    }

    private static Map<Integer, Long> passedOver(TableEntry entry) {
        return entry.getPassedOverList().stream()
                .collect(Collectors.toMap(PassedOver::getPartition, PassedOver::getFirstSequence));
    }

    private static void publish(String database, String table, int partition, ChangeEvent event) throws Exception {
        connection.jetStream().publish(new Subject("test", database, table, partition).toString(), event.toByteArray());
    }

    private static Map<String, String> tolerant() {
        Map<String, String> properties = properties();
        properties.put("errors.tolerance", "all");
        properties.put("dead.letter.topic", "dead");
        return properties;
    }

    private static Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>();
        properties.put("name", "sink");
        properties.put("nats.servers", nats.url());
        properties.put("manticore.urls", manticore.url());
        properties.put("ack.delay.ms", "50");
        properties.put("retry.backoff.ms", "20");
        return properties;
    }

    private static final class Direct implements NatsQuestions {
        @Override
        public <T> T ask(String what, Question<T> question) {
            try {
                return question.ask(connection);
            } catch (IOException | JetStreamApiException | InterruptedException e) {
                throw new IllegalStateException(what, e);
            }
        }
    }
}
