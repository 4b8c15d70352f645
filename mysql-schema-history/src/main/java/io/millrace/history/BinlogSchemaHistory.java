package io.millrace.history;

import io.debezium.config.Configuration;
import io.debezium.relational.Tables;
import io.debezium.relational.ddl.DdlParser;
import io.debezium.relational.history.HistoryRecord;
import io.debezium.relational.history.HistoryRecordComparator;
import io.debezium.relational.history.SchemaHistoryListener;
import io.debezium.storage.kafka.history.KafkaSchemaHistory;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Debezium's schema history in Kafka, recovered in the order of the binlog: the value of {@code schema.history.internal} of
 * a MySQL source. It guarantees that a source which starts knows the tables as they were at its position in the binlog,
 * also if
 *
 * <ul>
 *   <li>statements after that position were recorded already, and MySQL has no GTIDs: Debezium applies these too, see
 *       {@link BinlogOrder};
 *   <li>another task recorded statements meanwhile. Nothing fences off the history of a task whose worker was frozen and
 *       replaced; thawed, it records what its successor recorded long ago, and Debezium then goes back to that.
 * </ul>
 *
 * <p>Otherwise the source reads rows with the columns of another time: it stops for good if their number differs, and
 * otherwise takes one column for another.
 *
 * <p>Topic, settings and records are those of {@link KafkaSchemaHistory}, so one can take the place of the other.
 */
public final class BinlogSchemaHistory extends KafkaSchemaHistory {
    private HistoryRecordComparator order = HistoryRecordComparator.INSTANCE;
    private List<HistoryRecord> positions = List.of();

    @Override
    public void configure(
            Configuration config,
            HistoryRecordComparator comparator,
            SchemaHistoryListener listener,
            boolean useCatalogBeforeSchema) {
        order = new BinlogOrder(comparator);
        super.configure(config, order, listener, useCatalogBeforeSchema);
    }

    @Override
    public void recover(Map<Map<String, ?>, Map<String, ?>> offsets, Tables schema, DdlParser ddlParser)
            throws InterruptedException {
        positions = offsets.entrySet().stream()
                .map(each -> new HistoryRecord(each.getKey(), each.getValue(), null, null, null, null, null))
                .toList();
        super.recover(offsets, schema, ddlParser);
    }

    @Override
    protected void recoverRecords(Consumer<HistoryRecord> records) throws InterruptedException {
        super.recoverRecords(new RecordedInOrder(order, positions, records));
    }
}
