package io.millrace.state;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DebeziumOffsetTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"offsets": []} | false
            {"offsets": [{"partition": {"server": "mysql"}, "offset": {"file": "binlog.1", "pos": 4, "snapshot": "INITIAL", "snapshot_completed": false}}]} | false
            {"offsets": [{"partition": {"server": "mysql"}, "offset": {"file": "binlog.1", "pos": 4, "snapshot": true}}]} | false
            {"offsets": [{"partition": {"server": "mysql"}, "offset": {"file": "binlog.1", "pos": 4, "snapshot": "INITIAL", "snapshot_completed": true}}]} | true
            {"offsets": [{"partition": {"server": "mysql"}, "offset": {"file": "binlog.1", "pos": 900, "ts_sec": 1}}]} | true
            """)
    void initialSnapshotIsDoneOnceTheOffsetSaysSo(String offsets, boolean done) throws Exception {
        assertThat(new DebeziumOffset(new ObjectMapper().readTree(offsets)).isInitialSnapshotDone())
                .isEqualTo(done);
    }

    @Test
    void incrementalSnapshotIsUnderWayWhileTablesAreLeft() throws Exception {
        assertThat(offset("\"incremental_snapshot_collections\": \"[]\"").isIncrementalSnapshotUnderWay())
                .isTrue();
        assertThat(offset("\"ts_sec\": 1").isIncrementalSnapshotUnderWay()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "binlog.000002, 500, true",
        "binlog.000002, 501, false",
        "binlog.000001, 900, true",
        "binlog.000003, 4, false",
        "binlog.1000000, 4, false",
    })
    void positionsUpToTheOffsetArePast(String file, long pos, boolean past) throws Exception {
        assertThat(offset("\"ts_sec\": 1").isPast(new BinlogPosition(file, pos)))
                .isEqualTo(past);
    }

    @Test
    void nothingIsPastBeforeTheFirstOffset() throws Exception {
        assertThat(new DebeziumOffset(new ObjectMapper().readTree("{\"offsets\": []}"))
                        .isPast(new BinlogPosition("binlog.000001", 4)))
                .isFalse();
    }

    /** At position 500 of the second file. */
    private static DebeziumOffset offset(String more) throws JsonProcessingException {
        return new DebeziumOffset(new ObjectMapper()
                .readTree("{\"offsets\": [{\"offset\": {\"file\": \"binlog.000002\", \"pos\": 500, " + more + "}}]}"));
    }
}
