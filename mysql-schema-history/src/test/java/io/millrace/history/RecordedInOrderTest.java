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
    private static final String FILE = "binlog.000002";
    private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String OTHER_SERVER = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    private final BinlogOrder order =
            new BinlogOrder(new MySqlHistoryRecordComparator(server -> true, new MySqlGtidSetFactory()));

    @Test
    void statementsAfterThePositionAreLeftOutWithoutGtids() {
        assertThat(recovered(
                        offset(29_746_668, 4),
                        statement("before", 29_564_292),
                        statement("after", 30_228_306),
                        statement("in the next file", "binlog.000003", 4)))
                .containsExactly("before");
    }

    @Test
    void aStatementAtThePositionIsKnown() {
        HistoryRecord[] records = {statement("at", 500), statement("after", 600)};

        assertThat(recovered(offset(500, 1), records)).containsExactly("at");
        assertThat(recovered(offset(500, 0), records)).isEmpty();
    }

    @Test
    void statementsOfEarlierFilesAreKnown() {
        assertThat(recovered(offset("binlog.1000000", 200, 0), statement("first", "binlog.999999", 4_000)))
                .containsExactly("first");
    }

    /** A transaction is in one file, however large it is. */
    @Test
    void placesBeyondTwoGibibytesAreInOrder() {
        assertThat(recovered(
                        offset(3_000_000_000L, 0),
                        statement("before", 2_900_000_000L),
                        statement("after", 3_100_000_000L)))
                .containsExactly("before");
    }

    /** As a worker does that was frozen and replaced, once it is thawed. */
    @Test
    void whatAnotherTaskRecordsLaterLeadsNotBack() {
        assertThat(recovered(
                        offset(900, 0),
                        statement("1", 100),
                        statement("2", 200),
                        statement("3", 300),
                        statement("2 once more", 200),
                        statement("3 once more", 300)))
                .containsExactly("1", "2", "3", "3 once more");
    }

    @Test
    void whatAnotherTaskRecordedAheadHidesNothing() {
        HistoryRecord[] records = {
            statement("1", 100),
            statement("2 ahead", 200),
            statement("3 ahead", 300),
            statement("2", 200),
            statement("3", 300)
        };

        assertThat(recovered(offset(250, 0), records)).containsExactly("1", "2 ahead", "2");
        assertThat(recovered(offset(350, 0), records)).containsExactly("1", "2 ahead", "3 ahead", "3");
    }

    @Test
    void aSnapshotOfABinlogThatBeganAgainIsKnown() {
        HistoryRecord snapshot = record("snapshot", Map.of("file", FILE, "pos", 300, "snapshot", "INITIAL"));

        assertThat(recovered(offset(900, 0), statement("old", 800), snapshot, statement("new", 500)))
                .containsExactly("old", "snapshot", "new");
    }

    @Test
    void statementsInFilesOfAnotherNameAreKnown() {
        assertThat(recovered(offset("mysql-bin.000001", 900, 0), statement("other", 950)))
                .containsExactly("other");
    }

    @Test
    void statementsOfOtherSourcesInTheSameTopicAreLeftOut() {
        HistoryRecord other = new HistoryRecord(
                Map.of("server", "other"), Map.of("file", FILE, "pos", 100), "shop", null, "other", null, null);

        assertThat(recovered(offset(900, 0), other, statement("own", 50))).containsExactly("own");
    }

    @Test
    void statementsAreInTheOrderOfTheirGtids() {
        assertThat(recovered(
                        record("", Map.of("file", FILE, "pos", 2, "gtids", SERVER + ":1-7")),
                        withGtids("5", 1, SERVER + ":1-5"),
                        withGtids("7", 1, SERVER + ":1-7"),
                        withGtids("6", 1, SERVER + ":1-6"),
                        withGtids("8", 1, SERVER + ":1-8")))
                .containsExactly("5", "7");
    }

    /** GTIDs were switched off, so none came since. */
    @Test
    void statementsAfterThePositionAreLeftOutIfNoGtidsCameSince() {
        String gtids = SERVER + ":1-2";

        assertThat(recovered(
                        record("", Map.of("file", FILE, "pos", 2_635, "event", 2, "gtids", gtids)),
                        withGtids("before", 900, gtids),
                        withGtids("after", 2_900, gtids)))
                .containsExactly("before");
    }

    @Test
    void statementsOfServersOfWhichNeitherHasTheOthersGtidsAreBothKnown() {
        String both = SERVER + ":1-9," + OTHER_SERVER + ":1-9";

        assertThat(recovered(
                        record("", Map.of("file", FILE, "pos", 1, "gtids", both)),
                        withGtids("first", 1, SERVER + ":1-5"),
                        withGtids("second", 1, OTHER_SERVER + ":1-3")))
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

    private static HistoryRecord offset(long place, int event) {
        return offset(FILE, place, event);
    }

    /** As Debezium makes it of what it reads from Connect's offsets: without server and time. */
    private static HistoryRecord offset(String file, long place, int event) {
        Map<String, Object> offset = new HashMap<>(Map.of("file", file, "pos", place));
        if (event > 0) {
            offset.putAll(Map.of("event", event, "row", 1));
        }
        return record("", offset);
    }

    private static HistoryRecord statement(String statement, long place) {
        return statement(statement, FILE, place);
    }

    private static HistoryRecord statement(String statement, String file, long place) {
        return record(
                statement, Map.of("ts_sec", 1_796_083_699L, "file", file, "pos", place, "server_id", 1, "event", 1));
    }

    private static HistoryRecord withGtids(String statement, long place, String gtids) {
        return record(statement, Map.of("file", FILE, "pos", place, "server_id", 1, "event", 1, "gtids", gtids));
    }

    private static HistoryRecord record(String statement, Map<String, ?> position) {
        return new HistoryRecord(Map.of("server", "mysql"), position, "shop", null, statement, null, null);
    }
}
