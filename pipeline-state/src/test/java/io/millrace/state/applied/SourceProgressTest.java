package io.millrace.state.applied;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.SourceTable;
import io.millrace.state.BinlogPosition;
import io.millrace.state.ConnectClient;
import io.millrace.state.JsonHttpClient;
import io.millrace.state.JsonServer;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SourceProgressTest {
    private static final List<SourceTable> TABLES = List.of(new SourceTable("mysql", "shop", "products"));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {"file": "binlog.000002", "pos": 900}                        |
            {"file": "binlog.000003", "pos": 4}                          |
            {"file": "binlog.000002", "pos": 899, "event": 2, "row": 1}  | is at binlog.000002:899
            {"file": "binlog.000002", "pos": 900, "snapshot": "INITIAL"} | first snapshot
            {"file": "binlog.000002", "pos": 900, "incremental_snapshot_collections": "[{\\"incremental_snapshot_collections_id\\":\\"shop.products\\"}]"} | incremental snapshot
            {"file": "binlog.000002", "pos": 900, "incremental_snapshot_collections": "[{\\"incremental_snapshot_collections_id\\":\\"shop.products2\\"}]"} |
            {}                                                           | no offset
            """)
    void sourceIsDoneWhenItsCommittedOffsetIsNotBeforeThePosition(String offset, String missing) throws Exception {
        try (JsonServer server = new JsonServer()) {
            server.answering(
                    200, "{\"offsets\": [{\"partition\": {\"server\": \"mysql\"}, \"offset\": " + offset + "}]}");
            ConnectClient connect = new ConnectClient(new JsonHttpClient("http://" + server.address()));
            SourceProgress source = new SourceProgress(connect, () -> connect.offsets("mysql-source"), "mysql-source");

            StageProgress progress = source.check(new BinlogPosition("binlog.000002", 900), TABLES);

            if (missing == null) {
                assertThat(progress.missing()).isEmpty();
            } else {
                assertThat(progress.missing())
                        .hasValueSatisfying(text -> assertThat(text).contains(missing));
            }
        }
    }
}
