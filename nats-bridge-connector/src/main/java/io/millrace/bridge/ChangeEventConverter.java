package io.millrace.bridge;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.bridge.decode.ChangeEventDecoder;
import io.millrace.bridge.encode.ChangeEventEncoder;
import io.millrace.bridge.encode.SourceRun;
import io.millrace.event.CanonicalKey;
import io.millrace.event.ChangeEvents;
import io.millrace.event.Row;
import io.millrace.event.WireOutput;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Writes Debezium's records to Kafka in the form that they have in the stream. Set it as {@code key.converter} and
 * {@code value.converter} of the source connector, and ByteArrayConverter as both converters of the bridge, which
 * passes the bytes on.
 *
 * <p>The key becomes its {@link CanonicalKey}, so Kafka puts a row into the same partition however its columns are
 * named and declared. The value becomes the event with its id: only here, on the task's single thread, can ids follow
 * the binlog's order across all tables and partitions. The names and types of the key columns reach the event through a
 * header that both converters see and that is never written to Kafka.
 *
 * <p>No record is larger than Kafka takes, so that none stops the source: an event above {@code event.max.bytes} goes without
 * its largest columns and names them, and one whose key is too large goes without key and row, for the bridge to report.
 *
 * <p>For other sinks it restores the envelope, and returns the key as text.
 */
public final class ChangeEventConverter implements Converter {
    private static final String KEY_HEADER = "millrace.key";
    private static final String LARGE_KEY_HEADER = "millrace.large.key";
    private static final byte[] NO_KEY = {};

    /** The setting of how large an event may be. */
    public static final String MAX_BYTES = "event.max.bytes";

    /** So that one record of Kafka's default size holds it, with its key. */
    public static final int DEFAULT_MAX_BYTES = 900_000;

    /** Room for the names of as many columns as a table can have. */
    static final int SMALLEST_MAX_BYTES = 500_000;

    /** Far above what a primary key of MySQL can have. */
    static final int MAX_KEY_BYTES = 64 << 10;

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    NatsBridgeConfig.INCLUDE_BEFORE,
                    Type.BOOLEAN,
                    false,
                    Importance.MEDIUM,
                    "Whether events carry the row before the change.")
            .define(
                    MAX_BYTES,
                    Type.INT,
                    DEFAULT_MAX_BYTES,
                    Range.between(SMALLEST_MAX_BYTES, ChangeEvents.MAX_BYTES),
                    Importance.MEDIUM,
                    "How large an event may be. A larger one goes without its largest columns, binary ones first, and names"
                            + " them in its field left_out. Needed only by the value converter. The source connector's"
                            + " producer.override.max.request.size, the topics' max.message.bytes and max_payload of NATS must"
                            + " be 100,000 bytes larger.");

    private final ChangeEventDecoder decoder = new ChangeEventDecoder();
    private ChangeEventEncoder encoder = new ChangeEventEncoder(false, DEFAULT_MAX_BYTES);
    private SourceRun run = newRun();
    private boolean forKeys;

    @Override
    public String version() {
        return new NatsBridgeConnector().version();
    }

    @Override
    public ConfigDef config() {
        return DEFINITION;
    }

    @Override
    public void configure(Map<String, ?> properties, boolean isKey) {
        AbstractConfig config = new AbstractConfig(DEFINITION, properties, false);
        encoder = new ChangeEventEncoder(
                config.getBoolean(NatsBridgeConfig.INCLUDE_BEFORE),
                isKey ? SMALLEST_MAX_BYTES : config.getInt(MAX_BYTES));
        run = newRun();
        forKeys = isKey;
    }

    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        return fromConnectData(topic, new RecordHeaders(), schema, value);
    }

    /** Connect converts the key of a record first, then its value, with the same headers. */
    @Override
    public byte @Nullable [] fromConnectData(
            String topic, Headers headers, @Nullable Schema schema, @Nullable Object value) {
        if (forKeys) {
            if (value == null) {
                headers.add(KEY_HEADER, NO_KEY);
                return null;
            }
            return key(headers, schema, value);
        }
        Optional<byte[]> key = take(headers, KEY_HEADER);
        Optional<byte[]> largeKey = take(headers, LARGE_KEY_HEADER);
        if (value == null) {
            return null;
        }
        return largeKey.isPresent()
                ? encoder.encodeWithoutKey(schema, value, largeKey.get(), run)
                : encoder.encodeValue(schema, value, key, run);
    }

    private byte @Nullable [] key(Headers headers, @Nullable Schema schema, Object value) {
        try {
            byte[] key = encoder.encodeKey(schema, value);
            byte[] canonical = canonical(key);
            if (Math.max(key.length, canonical.length) <= MAX_KEY_BYTES) {
                headers.add(KEY_HEADER, key);
                return canonical;
            }
        } catch (WireOutput.LimitException e) {
            // The same as below.
        }
        headers.add(LARGE_KEY_HEADER, encoder.encodeKeyColumns(schema, value));
        return null;
    }

    private static Optional<byte[]> take(Headers headers, String name) {
        Optional<byte[]> found = Optional.ofNullable(headers.lastHeader(name)).map(Header::value);
        headers.remove(name);
        return found;
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return SchemaAndValue.NULL;
        }
        return forKeys ? decoder.decodeKey(bytes) : decoder.decodeValue(bytes);
    }

    private static byte[] canonical(byte[] key) {
        try {
            return CanonicalKey.bytes(Row.parseFrom(key));
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException("The row that was just encoded cannot be parsed", e);
        }
    }

    private static SourceRun newRun() {
        return new SourceRun(System.currentTimeMillis(), new SecureRandom().nextInt());
    }
}
