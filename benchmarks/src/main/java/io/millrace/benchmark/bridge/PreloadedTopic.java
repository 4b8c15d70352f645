package io.millrace.benchmark.bridge;

import io.millrace.benchmark.encode.Encoding;
import io.millrace.benchmark.orders.Envelopes;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.connect.storage.Converter;

/** A topic filled with inserts of orders, encoded by a converter. */
record PreloadedTopic(String name, Encoding encoding) {
    private static final int PARTITIONS = 4;

    static PreloadedTopic create(String kafka, Encoding encoding, int records) throws Exception {
        return create(kafka, "orders-" + encoding.name().toLowerCase(java.util.Locale.ROOT), encoding, records);
    }

    static PreloadedTopic create(String kafka, String name, Encoding encoding, int records) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", kafka))) {
            admin.createTopics(List.of(new NewTopic(name, PARTITIONS, (short) 1)))
                    .all()
                    .get();
        }
        Envelopes envelopes = Envelopes.typical(encoding.needsDeclaredTypes());
        Converter keys = encoding.create(true);
        Converter values = encoding.create(false);
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                Map.of(
                        ProducerConfig.BOOTSTRAP_SERVERS_CONFIG,
                        kafka,
                        ProducerConfig.COMPRESSION_TYPE_CONFIG,
                        "lz4",
                        ProducerConfig.LINGER_MS_CONFIG,
                        20),
                new ByteArraySerializer(),
                new ByteArraySerializer())) {
            for (long number = 1; number <= records; number++) {
                Headers headers = new RecordHeaders();
                producer.send(new ProducerRecord<>(
                        name,
                        keys.fromConnectData(name, headers, envelopes.keySchema(), envelopes.key(number)),
                        values.fromConnectData(name, headers, envelopes.schema(), envelopes.change(number, 0))));
            }
        }
        return new PreloadedTopic(name, encoding);
    }
}
