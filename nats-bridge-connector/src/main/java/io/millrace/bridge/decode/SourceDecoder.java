package io.millrace.bridge.decode;

import io.millrace.event.MySqlPosition;
import io.millrace.event.Source;
import io.millrace.event.SourceTexts;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.apache.kafka.connect.data.Struct;

/** The source block of Debezium's envelope. */
final class SourceDecoder {
    static final Schema SCHEMA = SchemaBuilder.struct()
            .name("io.millrace.event.Source")
            .field("connector", Schema.STRING_SCHEMA)
            .field("name", Schema.STRING_SCHEMA)
            .field("db", Schema.STRING_SCHEMA)
            .field("table", Schema.STRING_SCHEMA)
            .field("ts_ms", Schema.INT64_SCHEMA)
            .field("ts_us", Schema.INT64_SCHEMA)
            .field("snapshot", Schema.STRING_SCHEMA)
            .field("file", Schema.OPTIONAL_STRING_SCHEMA)
            .field("pos", Schema.OPTIONAL_INT64_SCHEMA)
            .field("row", Schema.OPTIONAL_INT32_SCHEMA)
            .field("gtid", Schema.OPTIONAL_STRING_SCHEMA)
            .build();

    static final Schema TRANSACTION = SchemaBuilder.struct()
            .name("event.block")
            .field("id", Schema.STRING_SCHEMA)
            .optional()
            .build();

    private SourceDecoder() {}

    static Struct source(Source source) {
        Struct block = new Struct(SCHEMA)
                .put("connector", source.getConnector())
                .put("name", source.getName())
                .put("db", source.getDatabase())
                .put("table", source.getTable())
                .put("ts_ms", TimeUnit.MICROSECONDS.toMillis(source.getCommitTimeUs()))
                .put("ts_us", source.getCommitTimeUs())
                .put("snapshot", Boolean.toString(source.getSnapshot()));
        if (source.hasMysql()) {
            MySqlPosition position = source.getMysql();
            block.put("file", SourceTexts.file(position))
                    .put("pos", position.getPosition())
                    .put("row", position.getRow())
                    .put("gtid", SourceTexts.gtid(position).orElse(null));
        }
        return block;
    }

    static Struct transaction(String id) {
        return new Struct(TRANSACTION).put("id", id);
    }
}
