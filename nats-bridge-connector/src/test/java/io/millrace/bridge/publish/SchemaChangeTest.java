package io.millrace.bridge.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.bridge.encode.ChangeEventEncoder;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SchemaChangeTest {
    private static final Schema SOURCE = SchemaBuilder.struct()
            .field("name", Schema.STRING_SCHEMA)
            .field(
                    "snapshot",
                    SchemaBuilder.string().optional().defaultValue("false").build())
            .build();
    private static final Schema CHANGE = SchemaBuilder.struct()
            .field("type", Schema.STRING_SCHEMA)
            .field("id", Schema.STRING_SCHEMA)
            .build();
    private static final Schema VALUE = SchemaBuilder.struct()
            .name("io.debezium.connector.mysql.SchemaChangeValue")
            .field("source", SOURCE)
            .field("databaseName", Schema.OPTIONAL_STRING_SCHEMA)
            .field("ddl", Schema.OPTIONAL_STRING_SCHEMA)
            .field("tableChanges", SchemaBuilder.array(CHANGE).build())
            .build();

    @Test
    void isReadFromTheRecordOfTheTopic() {
        assertThat(read(null, "DROP TABLE t, `u.v`", "\"shop\".\"t\"", "\"shop\".\"u.v\""))
                .contains(new SchemaChange("mysql", "shop", "DROP TABLE t, `u.v`", List.of("t", "u.v")));
        assertThat(read("false", "CREATE INDEX i ON t (c)"))
                .contains(new SchemaChange("mysql", "shop", "CREATE INDEX i ON t (c)", List.of()));
    }

    /** Debezium drops and creates each table there. */
    @Test
    void theStatementsOfASnapshotAreNone() {
        assertThat(read("true", "DROP TABLE IF EXISTS `shop`.`t`", "\"shop\".\"t\""))
                .isEmpty();
        assertThat(read(null, "")).isEmpty();
    }

    @Test
    void anotherRecordIsNone() {
        assertThat(SchemaChange.of("io.debezium.connector.common.Heartbeat", new byte[] {}))
                .isEmpty();
    }

    private static Optional<SchemaChange> read(@Nullable String snapshot, String statement, String... tables) {
        Struct value = new Struct(VALUE)
                .put("source", new Struct(SOURCE).put("name", "mysql").put("snapshot", snapshot))
                .put("databaseName", "shop")
                .put("ddl", statement)
                .put(
                        "tableChanges",
                        List.of(tables).stream()
                                .map(table ->
                                        new Struct(CHANGE).put("type", "DROP").put("id", table))
                                .toList());
        return SchemaChange.of(
                "io.debezium.connector.mysql.SchemaChangeValue",
                new ChangeEventEncoder(false, Integer.MAX_VALUE).encodeValue(VALUE, value, new byte[] {}));
    }
}
