package io.millrace.benchmark.orders;

import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** The {@code source} block of an envelope, as from a server with GTIDs. */
final class SourceBlock {
    static final long BEGIN_MS = 1_767_225_600_000L;

    static final Schema SCHEMA = SchemaBuilder.struct()
            .name("io.debezium.connector.mysql.Source")
            .version(1)
            .field("version", Schema.STRING_SCHEMA)
            .field("connector", Schema.STRING_SCHEMA)
            .field("name", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA)
            .field(
                    "snapshot",
                    SchemaBuilder.string()
                            .name("io.debezium.data.Enum")
                            .version(1)
                            .parameter(
                                    "allowed",
                                    "true,first,first_in_data_collection,last_in_data_collection,last,false,incremental")
                            .optional()
                            .defaultValue("false")
                            .build())
            .field("db", Schema.STRING_SCHEMA)
            .field("sequence", Schema.OPTIONAL_STRING_SCHEMA)
            .field("ts_us", Schema.OPTIONAL_INT64_SCHEMA)
            .field("ts_ns", Schema.OPTIONAL_INT64_SCHEMA)
            .field("table", Schema.OPTIONAL_STRING_SCHEMA)
            .field("server_id", Schema.INT64_SCHEMA)
            .field("gtid", Schema.OPTIONAL_STRING_SCHEMA)
            .field("file", Schema.STRING_SCHEMA)
            .field("pos", Schema.INT64_SCHEMA)
            .field("row", Schema.INT32_SCHEMA)
            .field("thread", Schema.OPTIONAL_INT64_SCHEMA)
            .field("query", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    static final Schema TRANSACTION_SCHEMA = SchemaBuilder.struct()
            .name("event.block")
            .version(1)
            .field("id", Schema.STRING_SCHEMA)
            .field("total_order", Schema.INT64_SCHEMA)
            .field("data_collection_order", Schema.INT64_SCHEMA)
            .optional()
            .build();

    private static final String SERVER = "8f1c7a52-5f0b-11ef-9a3e-0242ac120002";
    private static final int BYTES_A_ROW = 260;

    Struct of(String table, long number, long timeMs) {
        return new Struct(SCHEMA)
                .put("version", "3.6.1.Final")
                .put("connector", "mysql")
                .put("name", Envelopes.SOURCE)
                .put("ts_ms", timeMs)
                .put("snapshot", "false")
                .put("db", Envelopes.DATABASE)
                .put("ts_us", timeMs * 1_000)
                .put("ts_ns", timeMs * 1_000_000)
                .put("table", table)
                .put("server_id", 1L)
                .put("gtid", SERVER + ':' + number)
                .put("file", "binlog.000042")
                .put("pos", number * BYTES_A_ROW)
                .put("row", 0)
                .put("thread", 12L);
    }
}
