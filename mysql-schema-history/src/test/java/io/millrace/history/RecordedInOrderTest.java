package io.millrace.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.debezium.connector.mysql.gtid.MySqlGtidSetFactory;
import io.debezium.connector.mysql.history.MySqlHistoryRecordComparator;
import io.debezium.relational.history.HistoryRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With the positions that Debezium 3.6.1 records and reads back, and its own order of them. */
class RecordedInOrderTest {
    private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    private final BinlogOrder order =
            new BinlogOrder(new MySqlHistoryRecordComparator(server -> true, new MySqlGtidSetFactory()));

    @Test
    void statementsAfterThePositionAreLeftOutWithoutGtids() {
        assertThat(recovered(
                        offset("binlog.000002", 29_746_668, 4),
                        statement("before", "binlog.000002", 29_564_292, 1),
                        statement("after", "binlog.000002", 30_228_306, 1),
                        statement("in the next file", "binlog.000003", 4, 1)))
                .containsExactly("before");
    }

    @Test
    void theStatementBeforeATransactionIsKnownInItAndTheOneAfterItIsNot() {
        assertThat(recovered(
                        offset("binlog.000002", 500, 2),
                        statement("before", "binlog.000002", 400, 1),
                        statement("after", "binlog.000002", 600, 1)))
                .containsExactly("before");
        assertThat(recovered(offset("binlog.000002", 500, 2), statement("at", "binlog.000002", 500, 2)))
                .containsExactly("at");
    }

    @Test
    void statementsOfEarlierFilesAreKnown() {
        assertThat(recovered(offset("binlog.000010", 200, 0), statement("first", "binlog.000009", 4_000, 1)))
                .containsExactly("first");
    }

    /** As a worker does that was frozen and replaced, once it is thawed. */
    @Test
    void whatAnotherTaskRecordsLaterLeadsNotBack() {
        assertThat(recovered(
                        offset("binlog.000002", 900, 0),
                        statement("1", "binlog.000002", 100, 1),
                        statement("2", "binlog.000002", 200, 1),
                        statement("3", "binlog.000002", 300, 1),
                        statement("2 once more", "binlog.000002", 200, 1),
                        statement("3 once more", "binlog.000002", 300, 1)))
                .containsExactly("1", "2", "3", "3 once more");
    }

    @Test
    void whatAnotherTaskRecordedAheadIsNotMissedBeforeItsTime() {
        HistoryRecord[] records = {
            statement("1", "binlog.000002", 100, 1),
            statement("3 ahead", "binlog.000002", 300, 1),
            statement("2", "binlog.000002", 200, 1)
        };
        assertThat(recovered(offset("binlog.000002", 250, 0), records)).containsExactly("1", "2");
        assertThat(recovered(offset("binlog.000002", 350, 0), records)).containsExactly("1", "3 ahead");
    }

    @Test
    void aSnapshotOfABinlogThatBeganAgainIsKnown() {
        assertThat(recovered(
                        offset("binlog.000001", 900, 0),
                        statement("old", "binlog.000001", 800, 1),
                        snapshot("snapshot", "binlog.000001", 300),
                        statement("new", "binlog.000001", 500, 1)))
                .containsExactly("old", "snapshot", "new");
    }

    @Test
    void statementsOfAnotherServersBinlogAreKnown() {
        assertThat(recovered(offset("mysql-bin.000001", 900, 0), statement("other", "binlog.000007", 800, 1)))
                .containsExactly("other");
    }

    @Test
    void statementsAreInTheOrderOfTheirGtids() {
        assertThat(recovered(
                        record("", Map.of("file", "binlog.000002", "pos", 1, "gtids", SERVER + ":1-7")),
                        withGtids("5", "1-5"),
                        withGtids("7", "1-7"),
                        withGtids("6", "1-6"),
                        withGtids("8", "1-8")))
                .containsExactly("5", "7");
    }

    /** GTIDs were switched off, so none came since. */
    @Test
    void statementsAfterThePositionAreLeftOutIfNoGtidsCameSince() {
        String gtids = SERVER + ":1-2";
        assertThat(recovered(
                        record("", Map.of("file", "binlog.000004", "pos", 2_635, "event", 2, "gtids", gtids)),
                        record(
                                "before",
                                Map.of(
                                        "file",
                                        "binlog.000004",
                                        "pos",
                                        900,
                                        "event",
                                        2,
                                        "server_id",
                                        1,
                                        "gtids",
                                        gtids)),
                        record(
                                "after",
                                Map.of(
                                        "file",
                                        "binlog.000004",
                                        "pos",
                                        2_900,
                                        "event",
                                        1,
                                        "server_id",
                                        1,
                                        "gtids",
                                        gtids))))
                .containsExactly("before");
    }

    @Test
    void statementsOfServersOfWhichNeitherHasTheOthersGtidsAreBothKnown() {
        String all = SERVER + ":1-9,4e11fa47-71ca-11e1-9e33-c80aa9429562:1-9";
        assertThat(recovered(
                        record("", Map.of("file", "binlog.000002", "pos", 1, "gtids", all)),
                        withGtids("first", "1-5"),
                        record(
                                "second",
                                Map.of(
                                        "file",
                                        "binlog.000001",
                                        "pos",
                                        9,
                                        "server_id",
                                        2,
                                        "gtids",
                                        "4e11fa47-71ca-11e1-9e33-c80aa9429562:1-3"))))
                .containsExactly("first", "second");
    }

    private List<String> recovered(HistoryRecord position, HistoryRecord... records) {
        List<String> statements = new ArrayList<>();
        RecordedInOrder inOrder = new RecordedInOrder(
                order,
                List.of(position),
                each -> statements.add(each.document().getString(HistoryRecord.Fields.DDL_STATEMENTS)));
        List.of(records).forEach(inOrder);
        return statements;
    }

    /** As Debezium makes it of what it reads from Connect's offsets: without server and time. */
    private static HistoryRecord offset(String file, int position, int event) {
        Map<String, Object> offset = new HashMap<>(Map.of("file", file, "pos", position));
        if (event > 0) {
            offset.putAll(Map.of("event", event, "row", 1));
        }
        return record("", offset);
    }

    private static HistoryRecord statement(String statement, String file, int position, int event) {
        return record(
                statement,
                Map.of("ts_sec", 1_796_083_699L, "file", file, "pos", position, "server_id", 1, "event", event));
    }

    private static HistoryRecord snapshot(String statement, String file, int position) {
        return record(
                statement, Map.of("ts_sec", 1_796_083_699L, "file", file, "pos", position, "snapshot", "INITIAL"));
    }

    private static HistoryRecord withGtids(String statement, String transactions) {
        return record(
                statement,
                Map.of("file", "binlog.000002", "pos", 1, "server_id", 1, "gtids", SERVER + ":" + transactions));
    }

    private static HistoryRecord record(String statement, Map<String, ?> position) {
        return new HistoryRecord(Map.of("server", "mysql"), position, "shop", null, statement, null, null);
    }
}
