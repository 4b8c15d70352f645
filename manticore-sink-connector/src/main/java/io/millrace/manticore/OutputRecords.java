package io.millrace.manticore;

import io.millrace.manticore.pipeline.Output;
import io.millrace.manticore.pipeline.SinkPipeline;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.header.ConnectHeaders;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Converts the output of a pipeline to records for Kafka. Keys and values are bytes: events are copied
 * unchanged, and large ones named by their place in the stream.
 */
final class OutputRecords {
    static final String PARTITION = "partition";
    static final String SEQUENCE = "sequence";
    static final String STREAM = "stream";

    /** Header of a dead letter without the event, which the stream has at this {@code stream@sequence}. */
    static final String REFERENCE = "millrace.reference";

    /** A topic and a producer take a mebibyte by default; what is left is for key and headers. */
    static final int LARGEST_DEAD_LETTER = 900_000;

    private final String stream;
    private final Optional<String> deadLetterTopic;
    private final Optional<String> receiptsTopic;

    OutputRecords(String stream, Optional<String> deadLetterTopic, Optional<String> receiptsTopic) {
        this.stream = stream;
        this.deadLetterTopic = deadLetterTopic;
        this.receiptsTopic = receiptsTopic;
    }

    Optional<SourceRecord> toRecord(Output output) {
        if (output instanceof Output.DeadLetter letter) {
            return deadLetterTopic.map(topic -> deadLetter(topic, letter));
        }
        Output.Receipt receipt = (Output.Receipt) output;
        return receiptsTopic.map(topic -> receipt(topic, receipt));
    }

    /** The record of a dead letter; Connect hands it back when Kafka has it. */
    static final class DeadLetterRecord extends SourceRecord {
        private final int partition;
        private final long sequence;

        DeadLetterRecord(Map<String, ?> position, String topic, Output.DeadLetter letter, ConnectHeaders headers) {
            super(
                    position,
                    offset(letter),
                    topic,
                    null,
                    Schema.BYTES_SCHEMA,
                    letter.event().subject().getBytes(StandardCharsets.UTF_8),
                    Schema.OPTIONAL_BYTES_SCHEMA,
                    isReference(letter) ? null : letter.event().data(),
                    null,
                    headers);
            this.partition = letter.partition();
            this.sequence = letter.sequence();
        }

        private static boolean isReference(Output.DeadLetter letter) {
            return letter.event().data().length > LARGEST_DEAD_LETTER;
        }

        void confirm(SinkPipeline pipeline) {
            pipeline.confirm(partition, sequence);
        }
    }

    private SourceRecord deadLetter(String topic, Output.DeadLetter letter) {
        ConnectHeaders headers = new ConnectHeaders();
        headers.addString("millrace.reason", letter.reason());
        headers.addString("millrace.stream", stream);
        headers.addString("millrace.subject", letter.event().subject());
        headers.addLong("millrace.sequence", letter.sequence());
        if (DeadLetterRecord.isReference(letter)) {
            headers.addString(REFERENCE, stream + '@' + letter.sequence());
        }
        return new DeadLetterRecord(position(letter), topic, letter, headers);
    }

    private SourceRecord receipt(String topic, Output.Receipt receipt) {
        String json = "{\"stream\":\"" + stream + "\",\"partition\":" + receipt.partition() + ",\"sequence\":"
                + receipt.sequence() + ",\"events\":" + receipt.events() + "}";
        return new SourceRecord(
                position(receipt),
                offset(receipt),
                topic,
                null,
                Schema.BYTES_SCHEMA,
                (stream + "-" + receipt.partition()).getBytes(StandardCharsets.UTF_8),
                Schema.BYTES_SCHEMA,
                json.getBytes(StandardCharsets.UTF_8));
    }

    /** In the order of the documentation: Connect finds an offset by the bytes of this JSON, and Map.of has another order in each JVM. */
    private Map<String, ?> position(Output output) {
        Map<String, Object> position = new LinkedHashMap<>();
        position.put(STREAM, stream);
        position.put(PARTITION, output.partition());
        return position;
    }

    private static Map<String, ?> offset(Output output) {
        return Map.of(SEQUENCE, output.sequence());
    }
}
