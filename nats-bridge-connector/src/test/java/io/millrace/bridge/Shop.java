package io.millrace.bridge;

import java.util.Map;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/** Records as Debezium's MySQL connector makes them, of a table shop.sales.customers(id int primary key, name varchar). */
public final class Shop {
    public static final String TOPIC = "shop.sales.customers";
    public static final long COMMIT_TIME_US = 1_780_000_000_123_456L;

    public static final Schema KEY = SchemaBuilder.struct()
            .name(TOPIC + ".Key")
            .field("id", Schema.INT32_SCHEMA)
            .build();

    public static final Schema ROW = SchemaBuilder.struct()
            .name(TOPIC + ".Value")
            .field("id", Schema.INT32_SCHEMA)
            .field("name", Schema.OPTIONAL_STRING_SCHEMA)
            .optional()
            .build();

    private static final Schema SOURCE = SchemaBuilder.struct()
            .name("io.debezium.connector.mysql.Source")
            .field("version", Schema.STRING_SCHEMA)
            .field("connector", Schema.STRING_SCHEMA)
            .field("name", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA)
            .field(
                    "snapshot",
                    SchemaBuilder.string()
                            .name("io.debezium.data.Enum")
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

    public static final Schema ENVELOPE = envelopeOf(ROW);

    private Shop() {}

    public static Schema envelopeOf(Schema row) {
        return SchemaBuilder.struct()
                .name(TOPIC + ".Envelope")
                .version(2)
                .field("before", row)
                .field("after", row)
                .field("source", SOURCE)
                .field(
                        "transaction",
                        SchemaBuilder.struct()
                                .name("event.block")
                                .field("id", Schema.STRING_SCHEMA)
                                .field("total_order", Schema.INT64_SCHEMA)
                                .field("data_collection_order", Schema.INT64_SCHEMA)
                                .optional()
                                .build())
                .field("op", Schema.STRING_SCHEMA)
                .field("ts_ms", Schema.OPTIONAL_INT64_SCHEMA)
                .build();
    }

    public static Struct key(int id) {
        return new Struct(KEY).put("id", id);
    }

    public static Struct row(int id, @Nullable String name) {
        return new Struct(ROW).put("id", id).put("name", name);
    }

    public static Struct insert(int id, String name) {
        return envelope(ENVELOPE, "c").put("after", row(id, name));
    }

    public static Struct envelope(Schema schema, String op) {
        return new Struct(schema)
                .put("op", op)
                .put("source", source(COMMIT_TIME_US))
                .put("ts_ms", 0L);
    }

    public static Struct source(long commitTimeUs) {
        return new Struct(SOURCE)
                .put("version", "3.6.1.Final")
                .put("connector", "mysql")
                .put("name", "shop")
                .put("ts_ms", commitTimeUs / 1000)
                .put("ts_us", commitTimeUs)
                .put("db", "sales")
                .put("table", "customers")
                .put("server_id", 1L)
                .put("file", "binlog.000002")
                .put("pos", 1234L)
                .put("row", 0);
    }

    public static Map<String, String> connectorProperties(String natsUrl) {
        return Map.of("name", "nats-bridge", "topics", TOPIC, "nats.servers", natsUrl);
    }
}
