package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.UnknownFieldSet;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Operation;
import io.millrace.event.OtherRecord;
import io.millrace.event.Row;
import io.millrace.local.MySqlServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.source.SourceRecord;
import org.apache.kafka.connect.transforms.ExtractField;
import org.apache.kafka.connect.transforms.RegexRouter;
import org.apache.kafka.connect.transforms.ReplaceField;
import org.apache.kafka.connect.transforms.Transformation;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Passes what Debezium sends besides rows, and the output of common transformations, to the converter. */
class TransformationsIT {
    private static final String UNWRAP = "io.debezium.transforms.ExtractNewRecordState";
    private static final Map<String, String> ALL_FIELDS = Map.of(
            "delete.tombstone.handling.mode",
            "rewrite",
            "add.fields",
            "op,source.connector,source.name,source.db,source.table,source.ts_us,source.snapshot,"
                    + "source.file,source.pos,source.row,source.gtid");

    private static final List<SourceRecord> ROWS = new ArrayList<>();
    private static final List<SourceRecord> OTHERS = new ArrayList<>();

    @TempDir
    private static Path directory;

    private final RecordBytes converter = new RecordBytes();

    @BeforeAll
    static void recordAHistory() throws Exception {
        try (MySqlServer server = MySqlServer.start(directory);
                Connection connection = DriverManager.getConnection(server.jdbcUrl(""));
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE shop");
            statement.execute("USE shop");
            statement.execute("CREATE TABLE customers (id INT PRIMARY KEY, name VARCHAR(20))");
            statement.execute("INSERT INTO customers VALUES (1, 'Ann')");
            try (DebeziumTask task = DebeziumTask.start(
                    server.debezium(),
                    "source",
                    Map.of(
                            "include.schema.changes", "true",
                            "provide.transaction.metadata", "true",
                            "heartbeat.interval.ms", "1"))) {
                ROWS.addAll(task.rows(1, OTHERS::add));
                statement.execute("INSERT INTO customers VALUES (2, NULL)");
                statement.execute("UPDATE customers SET name = 'Bob' WHERE id = 2");
                statement.execute("DELETE FROM customers WHERE id = 1");
                statement.execute("TRUNCATE customers");
                statement.execute("INSERT INTO customers VALUES (3, 'end')");
                ROWS.addAll(task.rows(5, OTHERS::add));
            }
        }
    }

    @Test
    void heartbeatsSchemaChangesAndTransactionsAreToldFromRows() throws Exception {
        assertThat(OTHERS)
                .extracting(SourceRecord::topic)
                .contains("__debezium-heartbeat.source", "source", "source.transaction");
        List<String> schemas = new ArrayList<>();
        for (SourceRecord each : OTHERS) {
            schemas.add(OtherRecord.parseFrom(bytes(each)).getSchema());
            assertThat(converter.key(each)).isNotNull();
        }
        assertThat(schemas)
                .contains(
                        "io.debezium.connector.common.Heartbeat",
                        "io.debezium.connector.mysql.SchemaChangeValue",
                        "io.debezium.connector.common.TransactionMetadataValue");
    }

    @Test
    void theHistoryIsTold() throws Exception {
        assertThat(events(ROWS))
                .extracting(ChangeEvent::getOperation)
                .containsExactly(
                        Operation.SNAPSHOT,
                        Operation.INSERT,
                        Operation.UPDATE,
                        Operation.DELETE,
                        Operation.TRUNCATE,
                        Operation.INSERT);
    }

    @Test
    void aRoutedRecordIsStillOfItsTable() throws Exception {
        for (Transformation<SourceRecord> router : List.of(
                configured(new RegexRouter<>(), Map.of("regex", ".*", "replacement", "all")),
                configured(
                        DebeziumTask.transformation("io.debezium.transforms.ByLogicalTableRouter"),
                        Map.of("topic.regex", ".*", "topic.replacement", "all")))) {
            for (SourceRecord each : ROWS) {
                SourceRecord routed = router.apply(each);

                assertThat(routed.topic()).isEqualTo("all");
                assertThat(RecordBytes.withoutRunAndId(bytes(routed)))
                        .isEqualTo(RecordBytes.withoutRunAndId(bytes(each)));
                assertThat(keyBytes(routed)).isEqualTo(keyBytes(each));
            }
        }
    }

    @Test
    void anUnwrappedRowWithAllFieldsIsTheSameEventAndATruncateIsLost() throws Exception {
        List<SourceRecord> unwrapped = transformed(DebeziumTask.transformation(UNWRAP), ALL_FIELDS);

        assertThat(events(unwrapped).stream().map(TransformationsIT::withoutRunAndId))
                .containsExactlyElementsOf(events(ROWS).stream()
                        .filter(each -> each.getOperation() != Operation.TRUNCATE)
                        .map(TransformationsIT::withoutTransaction)
                        .map(TransformationsIT::withoutRunAndId)
                        .toList());
    }

    @Test
    void aRenamedFieldIsARenamedColumn() throws Exception {
        Transformation<SourceRecord> rename = configured(new ReplaceField.Value<>(), Map.of("renames", "name:title"));

        for (SourceRecord each : transformed(DebeziumTask.transformation(UNWRAP), ALL_FIELDS)) {
            ChangeEvent event = ChangeEvent.parseFrom(bytes(rename.apply(each)));
            if (event.hasAfter()) {
                assertThat(names(event.getAfter())).containsExactly("id", "title");
            }
        }
    }

    @Test
    void anUnwrappedRowThatDoesNotTellEnoughIsRefusedWithTheRemedy() {
        for (Map<String, String> settings : List.of(
                Map.<String, String>of(),
                Map.of("add.fields", "op,table"),
                Map.of("delete.tombstone.handling.mode", "rewrite"),
                Map.of("delete.tombstone.handling.mode", "rewrite", "add.fields", "op,source.table"))) {
            SourceRecord unwrapped =
                    configured(DebeziumTask.transformation(UNWRAP), settings).apply(ROWS.get(0));

            assertThatThrownBy(() -> bytes(unwrapped))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("source.shop.customers.Value")
                    .hasMessageContaining("ExtractNewRecordState")
                    .hasMessageContaining("add.fields=op,source.connector,source.name,source.db,source.table")
                    .hasMessageContaining("delete.tombstone.handling.mode=rewrite");
        }
    }

    @Test
    void anEnvelopeThatLacksAPartIsRefused() {
        for (Map<String, String> settings :
                List.of(Map.of("exclude", "source"), Map.of("renames", "op:operation"), Map.of("include", "after"))) {
            SourceRecord broken =
                    configured(new ReplaceField.Value<SourceRecord>(), settings).apply(ROWS.get(0));

            assertThatThrownBy(() -> bytes(broken))
                    .isInstanceOf(DataException.class)
                    .hasMessageContaining("Debezium's envelope with the fields op, source, before and after")
                    .hasMessageContaining("Remove transformations that drop or rename these");
        }
    }

    @Test
    void anotherSinkMayUnwrapWhatTheConverterGivesBack() {
        SourceRecord insert = ROWS.get(0);
        SchemaAndValue value = converter.valueBack(insert.topic(), bytes(insert));
        SchemaAndValue key = converter.keyBack(insert.topic(), keyBytes(insert));

        SourceRecord unwrapped = configured(DebeziumTask.transformation(UNWRAP), Map.of())
                .apply(insert.newRecord(
                        insert.topic(), 0, key.schema(), key.value(), value.schema(), value.value(), 0L));

        Struct row = (Struct) unwrapped.value();
        assertThat(row.schema().fields()).extracting(Field::name).containsExactly("id", "name");
        assertThat(row.getInt32("id")).isEqualTo(1);
        assertThat(row.getString("name")).isEqualTo("Ann");
        assertThat(unwrapped.key()).isEqualTo("[1]");
    }

    @Test
    void aKeyThatIsNoStructIsRefused() {
        ExtractField<SourceRecord> extract = new ExtractField.Key<>();
        extract.configure(Map.of("field", "id"));
        SourceRecord broken = extract.apply(ROWS.get(0));

        assertThatThrownBy(() -> keyBytes(broken))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("struct of the key columns")
                .hasMessageContaining("ExtractField");
    }

    private static List<String> names(Row row) {
        return row.getColumnsList().stream().map(Column::getName).toList();
    }

    private static ChangeEvent withoutRunAndId(ChangeEvent event) {
        return event.toBuilder()
                .clearId()
                .setUnknownFields(UnknownFieldSet.getDefaultInstance())
                .build();
    }

    private static ChangeEvent withoutTransaction(ChangeEvent event) {
        ChangeEvent.Builder without = event.toBuilder();
        without.getSourceBuilder().clearTransactionId();
        return without.build();
    }

    private static List<SourceRecord> transformed(
            Transformation<SourceRecord> transformation, Map<String, String> settings) {
        configured(transformation, settings);
        return ROWS.stream().map(transformation::apply).filter(Objects::nonNull).toList();
    }

    private static Transformation<SourceRecord> configured(
            Transformation<SourceRecord> transformation, Map<String, String> settings) {
        transformation.configure(settings);
        return transformation;
    }

    private List<ChangeEvent> events(List<SourceRecord> records) throws Exception {
        List<ChangeEvent> events = new ArrayList<>();
        for (SourceRecord each : records) {
            events.add(ChangeEvent.parseFrom(bytes(each)));
        }
        return events;
    }

    private byte[] bytes(SourceRecord source) {
        return converter.value(source);
    }

    private byte[] keyBytes(SourceRecord source) {
        byte[] key = converter.key(source);
        return key == null ? new byte[0] : key;
    }
}
