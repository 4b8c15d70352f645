package io.millrace.endtoend;

import io.millrace.bridge.ChangeEventConverter;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.SchemaAndValue;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** Has records converted as Connect's worker does: the key first, then the value with the same headers. */
final class RecordBytes {
    /** The run and the id, behind all other fields. */
    private static final int TAIL = 27;

    private final ChangeEventConverter keys = new ChangeEventConverter();
    private final ChangeEventConverter values = new ChangeEventConverter();

    RecordBytes() {
        keys.configure(Map.of(), true);
        values.configure(Map.of(), false);
    }

    byte @Nullable [] key(SourceRecord source) {
        return keys.fromConnectData(source.topic(), new RecordHeaders(), source.keySchema(), source.key());
    }

    byte[] value(SourceRecord source) {
        return value(source, new SchemaAndValue(source.valueSchema(), source.value()));
    }

    /** The value in another form, with the record's own key. */
    byte[] value(SourceRecord source, SchemaAndValue value) {
        Headers headers = new RecordHeaders();
        keys.fromConnectData(source.topic(), headers, source.keySchema(), source.key());
        return Objects.requireNonNull(
                values.fromConnectData(source.topic(), headers, value.schema(), Objects.requireNonNull(value.value())));
    }

    SchemaAndValue keyBack(String topic, byte @Nullable [] bytes) {
        return keys.toConnectData(topic, bytes);
    }

    SchemaAndValue valueBack(String topic, byte[] bytes) {
        return values.toConnectData(topic, bytes);
    }

    /** What is the same whenever the same record is converted. */
    static byte[] withoutRunAndId(byte[] value) {
        return Arrays.copyOf(value, value.length - TAIL);
    }
}
