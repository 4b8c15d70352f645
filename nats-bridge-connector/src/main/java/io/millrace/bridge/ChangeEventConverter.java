package io.millrace.bridge;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.bridge.decode.ChangeEventDecoder;
import io.millrace.bridge.encode.ChangeEventEncoder;
import io.millrace.bridge.encode.SourceRun;
import io.millrace.event.CanonicalKey;
import io.millrace.event.Row;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
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
 * <p>For other sinks it restores the envelope, and returns the key as text.
 */
public final class ChangeEventConverter implements Converter {
    private static final String KEY_HEADER = "millrace.key";
    private static final byte[] NO_KEY = {};

    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    NatsBridgeConfig.INCLUDE_BEFORE,
                    Type.BOOLEAN,
                    false,
                    Importance.MEDIUM,
                    "Whether events carry the row before the change.");

    private final ChangeEventDecoder decoder = new ChangeEventDecoder();
    private ChangeEventEncoder encoder = new ChangeEventEncoder(false);
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
        encoder = new ChangeEventEncoder(
                new AbstractConfig(DEFINITION, properties, false).getBoolean(NatsBridgeConfig.INCLUDE_BEFORE));
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
            byte[] key = value == null ? NO_KEY : encoder.encodeKey(schema, value);
            headers.add(KEY_HEADER, key);
            return value == null ? null : canonical(key);
        }
        Optional<byte[]> key =
                Optional.ofNullable(headers.lastHeader(KEY_HEADER)).map(Header::value);
        headers.remove(KEY_HEADER);
        return value == null ? null : encoder.encodeValue(schema, value, key, run);
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
