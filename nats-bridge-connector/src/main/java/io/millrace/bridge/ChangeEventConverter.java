package io.millrace.bridge;

import io.millrace.bridge.decode.ChangeEventDecoder;
import io.millrace.bridge.encode.ChangeEventEncoder;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.storage.Converter;
import org.jspecify.annotations.Nullable;

/**
 * Writes Debezium's records to Kafka as they go into the stream: the value as a change event without its id and key,
 * the key as a row. Set it as {@code key.converter} and {@code value.converter} of the source connector, and
 * ByteArrayConverter as both of the bridge, which hands the bytes on. For other sinks it gives the envelope back.
 */
public final class ChangeEventConverter implements Converter {
    private static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    NatsBridgeConfig.INCLUDE_BEFORE,
                    Type.BOOLEAN,
                    false,
                    Importance.MEDIUM,
                    "Whether events carry the row before the change.");

    private final ChangeEventDecoder decoder = new ChangeEventDecoder();
    private ChangeEventEncoder encoder = new ChangeEventEncoder(false);
    private boolean forKeys;

    @Override
    public String version() {
        return BridgeVersion.read();
    }

    @Override
    public ConfigDef config() {
        return DEFINITION;
    }

    @Override
    public void configure(Map<String, ?> properties, boolean isKey) {
        encoder = new ChangeEventEncoder(
                new AbstractConfig(DEFINITION, properties, false).getBoolean(NatsBridgeConfig.INCLUDE_BEFORE));
        forKeys = isKey;
    }

    @Override
    public byte @Nullable [] fromConnectData(String topic, @Nullable Schema schema, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return forKeys ? encoder.encodeKey(schema, value) : encoder.encodeValue(schema, value);
    }

    @Override
    public SchemaAndValue toConnectData(String topic, byte @Nullable [] bytes) {
        if (bytes == null) {
            return SchemaAndValue.NULL;
        }
        return forKeys ? decoder.decodeKey(bytes) : decoder.decodeValue(bytes);
    }
}
