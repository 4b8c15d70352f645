package io.millrace.bridge;

import io.millrace.bridge.encode.ChangeEventEncoder;
import io.millrace.bridge.publish.EventRecord;
import io.millrace.bridge.publish.EventSummary;
import io.millrace.bridge.publish.RecordPosition;
import io.millrace.event.Operation;
import java.io.IOException;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.jspecify.annotations.Nullable;

/**
 * What a Kafka record means: bytes are taken for what ChangeEventConverter has written and are not decoded, structs
 * are encoded here.
 */
final class RecordReader {
    private static final byte[] NO_KEY = {};

    private final ChangeEventEncoder encoder;

    RecordReader(ChangeEventEncoder encoder) {
        this.encoder = encoder;
    }

    /**
     * The event; empty for a record that is left out on purpose: a tombstone, a heartbeat, a schema change, transaction
     * metadata.
     *
     * @throws DataException when the record is none of these, with what is expected
     */
    Optional<EventRecord> read(SinkRecord record) {
        Object value = record.value();
        if (value == null) {
            return Optional.empty();
        }
        byte[] event = value instanceof byte[] bytes ? bytes : encoder.encodeValue(record.valueSchema(), value);
        EventSummary summary = summarize(event);
        if (summary.otherSchema().isPresent()) {
            return Optional.empty();
        }
        byte[] key = key(record);
        requireComplete(summary, key);
        return Optional.of(new EventRecord(summary, event, summary.hasKey() ? NO_KEY : key, positionOf(record)));
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
                            + " source connector, or here the converter that the source connector uses, with schemas",
                    e);
        }
    }

    private byte[] key(SinkRecord record) {
        @Nullable Object key = record.key();
        if (key == null) {
            return NO_KEY;
        }
        return key instanceof byte[] bytes ? bytes : encoder.encodeKey(record.keySchema(), key);
    }

    private static void requireComplete(EventSummary event, byte[] key) {
        if (event.operation() == Operation.OPERATION_UNSPECIFIED || event.operation() == Operation.UNRECOGNIZED) {
            throw new DataException("The change event has no operation that this version knows");
        }
        if (event.source().isEmpty()
                || event.database().isEmpty()
                || event.table().isEmpty()) {
            throw new DataException("The change event does not say which source, database and table it is of");
        }
        if (key.length == 0 && !event.hasKey() && event.operation() != Operation.TRUNCATE) {
            throw new DataException("A row of table " + event.database() + '.' + event.table() + " has no key, so that"
                    + " nothing could say which row of the index it is. Give the table a primary key, or name columns"
                    + " that identify a row in the source connector's message.key.columns, as in '" + event.database()
                    + '.' + event.table() + ":column'");
        }
    }
}
