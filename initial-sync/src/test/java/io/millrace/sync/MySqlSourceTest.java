package io.millrace.sync;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MySqlSourceTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"offsets": []} | false
            {"offsets": [{"partition": {"server": "mysql"}, "offset": {"file": "binlog.1", "pos": 4, "snapshot": "INITIAL", "snapshot_completed": false}}]} | false
            {"offsets": [{"partition": {"server": "mysql"}, "offset": {"file": "binlog.1", "pos": 4, "snapshot": true}}]} | false
            {"offsets": [{"partition": {"server": "mysql"}, "offset": {"file": "binlog.1", "pos": 4, "snapshot": "INITIAL", "snapshot_completed": true}}]} | true
            {"offsets": [{"partition": {"server": "mysql"}, "offset": {"file": "binlog.1", "pos": 900, "ts_sec": 1}}]} | true
            """)
    void theOffsetsTellWhetherTheSnapshotIsDone(String offsets, boolean done) throws Exception {
        assertThat(MySqlSource.isSnapshotDone(new ObjectMapper().readTree(offsets)))
                .isEqualTo(done);
    }
}
