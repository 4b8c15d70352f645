package io.millrace.bridge;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.sink.ErrantRecordReporter;
import org.apache.kafka.connect.sink.SinkRecord;
import org.apache.kafka.connect.sink.SinkTaskContext;
import org.jspecify.annotations.Nullable;

/**
 * Hands bad records to Connect's error handling. Connect drops a dead letter that its topic does not take, without failing
 * the task; so one that may be too large is reported by reference: with its key and without its value, and with headers that
 * say where Kafka has it and what is wrong.
 */
final class DeadLetterReporter {
    /** Header of a dead letter by reference: {@code topic-partition@offset} of the record. */
    static final String REFERENCE = "millrace.reference";

    static final String REASON = "millrace.reason";

    /** A topic takes a mebibyte by default; what is left is for the headers that Connect adds. */
    static final int LARGEST = 900_000;

    private static final int LARGEST_KEY = 100_000;

    private final SinkTaskContext context;
    private final BridgeMetrics metrics;

    DeadLetterReporter(SinkTaskContext context, BridgeMetrics metrics) {
        this.context = context;
        this.metrics = metrics;
    }

    /** @throws DataException when errors are not tolerated */
    void report(SinkRecord record, DataException reason) {
        DataException located = new DataException(
                "Record " + record.originalTopic() + '-' + record.originalKafkaPartition() + '@'
                        + record.originalKafkaOffset() + ": " + reason.getMessage(),
                reason);
        @Nullable ErrantRecordReporter reporter = context.errantRecordReporter();
        if (reporter == null) {
            throw located;
        }
        metrics.rejected();
        reporter.report(isLarge(record, reason) ? reference(record, reason) : record, located);
    }

    /** The size of a record that another converter has read is not known here. */
    private static boolean isLarge(SinkRecord record, DataException reason) {
        return record.value() instanceof byte[]
                ? length(record.key()) + length(record.value()) > LARGEST
                : reason instanceof OversizedEventException;
    }

    private static SinkRecord reference(SinkRecord record, DataException reason) {
        boolean keepsKey = length(record.key()) <= LARGEST_KEY;
        return new SinkRecord(
                record.originalTopic(),
                record.originalKafkaPartition(),
                keepsKey ? record.keySchema() : null,
                keepsKey ? record.key() : null,
                null,
                null,
                record.originalKafkaOffset(),
                // Connect expects one.
                record.timestamp() == null ? ConsumerRecord.NO_TIMESTAMP : record.timestamp(),
                record.timestampType(),
                new ConnectHeaders()
                        .addString(
                                REFERENCE,
                                record.originalTopic()
                                        + '-'
                                        + record.originalKafkaPartition()
                                        + '@'
                                        + record.originalKafkaOffset())
                        .addString(REASON, String.valueOf(reason.getMessage())));
    }

    private static long length(@Nullable Object bytes) {
        return bytes instanceof byte[] array ? array.length : 0;
    }
}
