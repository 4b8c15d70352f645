package io.millrace.audit.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.RowBuilder;
import io.millrace.event.Type;
import io.millrace.local.MySqlVersion;
import io.millrace.state.mysql.DatabaseTable;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MySqlRowsIT {
    private static final DatabaseTable TABLE = new DatabaseTable(SourceServer.DATABASE, "t");

    @TempDir
    private static Path directory;

    private static SourceServer server;

    @BeforeAll
    static void start() throws Exception {
        server = SourceServer.start(directory, MySqlVersion.V9_7);
        // What this server has of time zones: the summer of one year.
        server.execute(
                "INSERT INTO mysql.time_zone VALUES (1, 'N')",
                "INSERT INTO mysql.time_zone_name VALUES ('Europe/Berlin', 1)",
                "INSERT INTO mysql.time_zone_transition_type VALUES (1, 0, 3600, 0, 'CET'), (1, 1, 7200, 1, 'CEST')",
                "INSERT INTO mysql.time_zone_transition VALUES (1, 0, 0), (1, 1711846800, 1), (1, 1729990800, 0)",
                "SET GLOBAL time_zone = 'Europe/Berlin'");
    }

    @AfterAll
    static void stop() throws Exception {
        if (server != null) {
            server.close();
        }
    }

    private static void table(String declaration, String... rows) throws Exception {
        server.execute("DROP TABLE IF EXISTS t", "CREATE TABLE t (" + declaration + ")");
        for (String row : rows) {
            server.execute("INSERT INTO t VALUES (" + row + ")");
        }
    }

    @Test
    void aRowIsASnapshotsEvent() throws Exception {
        table("id INT PRIMARY KEY, name VARCHAR(9)", "7, 'seven'");

        try (SourceRows rows = server.rows("t")) {
            ChangeEvent event = rows.next(10).get(0);

            assertThat(rows.table()).hasToString("mysql.shop.t");
            assertThat(event.getOperation()).isEqualTo(Operation.SNAPSHOT);
            assertThat(event.getSource().getSnapshot()).isTrue();
            assertThat(event.getSource().getTable()).isEqualTo("t");
            assertThat(event.getId()).isZero();
            assertThat(event.getKey()).isEqualTo(RowBuilder.of().int32("id", 7).build());
            assertThat(event.getAfter())
                    .isEqualTo(RowBuilder.of()
                            .int32("id", 7)
                            .string("name", "seven")
                            .build());
            assertThat(rows.next(10)).isEmpty();
        }
    }

    @Test
    void columnsAreLeftOutMaskedAndCutAsTheConnectorDoes() throws Exception {
        table("id INT PRIMARY KEY, hidden INT, card VARCHAR(20), name VARCHAR(20)", "1, 2, '4111', 'abcdefgh'");

        try (SourceRows rows = server.source(Map.of(
                        "column.exclude.list", "shop.t.hidden",
                        "column.mask.with.5.chars", "shop.t.card",
                        "column.truncate.to.3.chars", "shop.t.name"))
                .rows(TABLE)) {
            assertThat(rows.next(10).get(0).getAfter())
                    .isEqualTo(RowBuilder.of()
                            .int32("id", 1)
                            .string("card", "*****")
                            .string("name", "abc")
                            .build());
        }
    }

    @Test
    void aTableIsWalkedByItsPrimaryKeyAndFoundByTheKeyOfItsEvents() throws Exception {
        table("id INT PRIMARY KEY, isbn VARCHAR(20), shop INT", "1, 'b', 2", "2, 'a', 2", "3, 'a', 2");

        try (SourceRows rows =
                server.source(Map.of("message.key.columns", "shop.t:shop,isbn")).rows(TABLE)) {
            assertThat(rows.inKeyOrder()).isFalse();
            assertThat(rows.next(2)).extracting(MySqlRowsIT::key).containsExactly("[2,\"b\"]", "[2,\"a\"]");
            assertThat(rows.next(2)).extracting(MySqlRowsIT::key).containsExactly("[2,\"a\"]");
            Row twice = RowBuilder.of().int32("shop", 2).string("isbn", "a").build();
            assertThat(rows.find(List.of(twice))).hasSize(2);
        }
    }

    @Test
    void aKeyIsFoundWhateverItsTypeAndOnlyWithItsOwnLetters() throws Exception {
        table("a INT, b VARCHAR(9), PRIMARY KEY (a, b)", "1, 'x'", "2, 'Y'");

        try (SourceRows rows = server.rows("t")) {
            assertThat(rows.inKeyOrder()).isTrue();
            assertThat(rows.find(List.of(
                            RowBuilder.of().string("a", "1").text("b", "x").build())))
                    .hasSize(1);
            assertThat(rows.find(List.of(
                            RowBuilder.of().int64("a", 2).string("b", "y").build(),
                            RowBuilder.of().int64("a", 3).string("b", "Y").build())))
                    .isEmpty();
        }
    }

    @Test
    void instantsOfTheHourThatComesTwiceAreTwoKeys() throws Exception {
        server.execute("SET SESSION time_zone = '+00:00'");
        table(
                "k TIMESTAMP PRIMARY KEY, n INT",
                "'2024-10-27 00:30:00', 1",
                "'2024-10-27 01:30:00', 2",
                "'2024-10-27 02:30:00', 3");

        try (SourceRows rows = server.rows("t")) {
            for (int i = 1; i <= 3; i++) {
                ChangeEvent event = rows.next(1).get(0);
                assertThat(key(event)).isEqualTo("[\"2024-10-27T0" + (i - 1) + ":30:00Z\"]");
                assertThat(rows.find(List.of(event.getKey())))
                        .extracting(found -> found.getAfter().getColumns(1).getIntValue())
                        .containsExactly((long) i);
            }
            assertThat(rows.next(1)).isEmpty();
        }
    }

    @Test
    void aTableThatIsAlteredIsReadAsItIsThen() throws Exception {
        table("id INT PRIMARY KEY, name VARCHAR(9)", "1, 'a'", "2, 'b'", "3, 'c'");

        try (SourceRows rows = server.rows("t")) {
            rows.next(1);
            server.execute("ALTER TABLE t ADD COLUMN more BIGINT DEFAULT 5");
            assertThat(rows.next(1).get(0).getAfter().getColumnsList())
                    .extracting(Column::getName)
                    .containsExactly("id", "name", "more");
            server.execute("ALTER TABLE t DROP COLUMN name, MODIFY id BIGINT");
            assertThat(rows.next(1).get(0).getAfter().getColumnsList())
                    .extracting(Column::getType)
                    .containsExactly(Type.INT64, Type.INT64);
        }
    }

    @Test
    void largeRowsComeInSmallerChunks() throws Exception {
        table("id INT PRIMARY KEY, body LONGTEXT");
        for (int i = 0; i < 80; i++) {
            server.execute("INSERT INTO t VALUES (" + i + ", REPEAT('x', 800000))");
        }

        try (SourceRows rows = server.rows("t")) {
            int count = 0;
            for (List<ChangeEvent> chunk = rows.next(1000); !chunk.isEmpty(); chunk = rows.next(1000)) {
                count += chunk.size();
                assertThat(chunk.stream()
                                .mapToLong(ChangeEvent::getSerializedSize)
                                .sum())
                        .isLessThan(34 << 20);
            }
            assertThat(count).isEqualTo(80);
        }
    }

    @Test
    void anEventThatIsTooLargeGoesWithoutItsLargestColumn() throws Exception {
        table("id INT PRIMARY KEY, body LONGTEXT", "1, REPEAT('x', 1000000)");

        try (SourceRows rows = server.rows("t")) {
            assertThat(rows.next(1).get(0).getLeftOutList())
                    .extracting(Column::getName)
                    .containsExactly("body");
        }
    }

    @Test
    void aTableWhoseRowsAreNotInTheIndexIsRefusedByName() throws Exception {
        table("id INT");

        try (SourceRows rows = server.rows("t")) {
            assertThatThrownBy(() -> rows.next(1))
                    .isInstanceOf(UnreadableSourceException.class)
                    .hasMessageContaining("Table shop.t has no primary key");
        }
    }

    @Test
    void aTableThatNoIndexPutsInOrderIsRefusedByName() throws Exception {
        table("id INT");

        try (SourceRows rows =
                server.source(Map.of("message.key.columns", "shop.t:id")).rows(TABLE)) {
            assertThatThrownBy(() -> rows.next(1))
                    .isInstanceOf(UnreadableSourceException.class)
                    .hasMessageContaining("shop.t has no primary key and no unique index");
        }
    }

    @Test
    void aTableOfWhichASnapshotLeavesRowsOutIsRefusedByName() {
        DebeziumSource source = server.source(Map.of(
                "snapshot.select.statement.overrides", "shop.t",
                "snapshot.select.statement.overrides.shop.t", "SELECT * FROM shop.t WHERE id > 5"));

        assertThatThrownBy(() -> source.rows(TABLE))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("snapshot.select.statement.overrides");
        assertThat(source.captures(TABLE)).isTrue();
    }

    @Test
    void aConverterOfTheConnectorThatIsMissingHereIsNamed() {
        assertThatThrownBy(() -> server.source(Map.of("converters", "own", "own.type", "com.example.Own"))
                        .rows(TABLE))
                .isInstanceOf(UnreadableSourceException.class)
                .hasMessageContaining("own (com.example.Own)");
    }

    private static String key(ChangeEvent event) {
        return CanonicalKey.text(event.getKey());
    }
}
