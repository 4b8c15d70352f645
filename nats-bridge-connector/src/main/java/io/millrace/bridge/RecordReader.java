package io.millrace.bridge;

import io.millrace.bridge.encode.ChangeEventEncoder;
import io.millrace.bridge.publish.EventRecord;
import io.millrace.bridge.publish.EventSummary;
import io.millrace.bridge.publish.RecordPosition;
import io.millrace.bridge.publish.SchemaChange;
import io.millrace.event.Operation;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * Interprets Kafka records: bytes are assumed to come from ChangeEventConverter and are not decoded, structs are
 * encoded here.
 */
final class RecordReader {
    private static final byte[] NO_KEY = {};

    private final ChangeEventEncoder encoder;
    private final boolean refusesShortened;

    /** @param refusesShortened whether an event is bad from which columns were left out for their size */
    RecordReader(ChangeEventEncoder encoder, boolean refusesShortened) {
        this.encoder = encoder;
        this.refusesShortened = refusesShortened;
    }

    /**
     * The event; empty for a record that is left out on purpose: a tombstone, a heartbeat, a schema change, transaction
     * metadata.
     *
     * @param statements called with the statement of a schema change
     * @throws DataException if the record is none of these; the message says what is expected
     */
    Optional<EventRecord> read(SinkRecord record, Consumer<SchemaChange> statements) {
        Object value = record.value();
        if (value == null) {
            return Optional.empty();
        }
        byte[] event =
                value instanceof byte[] bytes ? bytes : encoder.encodeValue(record.valueSchema(), value, key(record));
        EventSummary summary = summarize(event);
        if (summary.otherSchema().isPresent()) {
            SchemaChange.of(summary.otherSchema().get(), event).ifPresent(statements);
            return Optional.empty();
        }
        requireComplete(summary);
        if (refusesShortened && !summary.leftOut().isEmpty()) {
            throw new DataException("The row of table " + summary.database() + '.' + summary.table()
                    + " was too large for an event with its columns " + String.join(", ", summary.leftOut()) + ", and "
                    + NatsBridgeConfig.OVERSIZED_ROWS + " is " + NatsBridgeConfig.OVERSIZED_SET_ASIDE
                    + "; raise value.converter.event.max.bytes of the source connector, or exclude the columns there");
        }
        if (value instanceof byte[]) {
            requireRun(summary);
        }
        return Optional.of(new EventRecord(summary, event, positionOf(record)));
    }

    static RecordPosition positionOf(SinkRecord record) {
        Long timestamp = record.timestamp();
        return new RecordPosition(
                new TopicPartition(record.originalTopic(), record.originalKafkaPartition()),
                record.originalKafkaOffset(),
                timestamp == null ? 0 : timestamp);
    }

    private static EventSummary summarize(byte[] event) {
        try {
            return EventSummary.of(event);
        } catch (IOException e) {
            throw new DataException(
                    "The record's bytes are not a change event. Set ChangeEventConverter as value.converter of the"
                            + " source connector, or use the source connector's own converter here, with schemas",
                    e);
        }
    }

    private byte[] key(SinkRecord record) {
        @Nullable Object key = record.key();
        if (key == null) {
            return NO_KEY;
        }
        return encoder.encodeKey(record.keySchema(), key);
    }

    /** The whole topic is like this, so the fault is the connector's and not the record's. */
    private static void requireRun(EventSummary event) {
        if (event.run() == 0 || event.id() == 0) {
            throw new ConnectException(
                    "The events of table " + event.database() + '.' + event.table() + " in Kafka were"
                            + " written by the first edition of ChangeEventConverter: they have no ids, and their rows are in"
                            + " other partitions. Start with new topics and a new stream: upgrade the source connector,"
                            + " set another topic.prefix there, and name another stream in nats.stream");
        }
    }

    private static void requireComplete(EventSummary event) {
        if (event.operation() == Operation.OPERATION_UNSPECIFIED || event.operation() == Operation.UNRECOGNIZED) {
            throw new DataException("The change event has no operation that this version knows");
        }
        if (event.source().isEmpty()
                || event.database().isEmpty()
                || event.table().isEmpty()) {
            throw new DataException("The change event does not say which source, database and table it belongs to");
        }
        if (!event.hasKey() && !event.leftOut().isEmpty()) {
            throw new DataException("The key of a row of table " + event.database() + '.' + event.table()
                    + ", its columns "
                    + String.join(", ", event.leftOut()) + ", has more than " + ChangeEventConverter.MAX_KEY_BYTES
                    + " bytes. Name columns with smaller values in the source connector's message.key.columns");
        }
        if (!event.hasKey() && event.operation() != Operation.TRUNCATE) {
            throw new DataException("A row of table " + event.database() + '.' + event.table() + " has no key, so its"
                    + " row in the index cannot be identified. Give the table a primary key, or name columns"
                    + " that identify a row in the source connector's message.key.columns, as in '" + event.database()
                    + '.' + event.table() + ":column'");
        }
    }
}
