package io.millrace.cassandra.row;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.ProtocolVersion;
import com.datastax.oss.driver.api.core.data.CqlDuration;
import com.datastax.oss.driver.api.core.type.DataType;
import com.datastax.oss.driver.api.core.type.DataTypes;
import com.datastax.oss.driver.api.core.type.codec.registry.CodecRegistry;
import io.millrace.event.CanonicalKey;
import io.millrace.event.Partitioner;
import io.millrace.event.Row;
import io.millrace.event.WireOutput;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Case A4: Cassandra's keys have the form and the hash that are pinned for all parts of the pipeline. */
class KeysTest {
    private static final Path GOLDEN = Path.of("../proto/src/test/resources/keys.txt");
    private static final int PARTITIONS = 1009;

    @Test
    void everyKeyIsInItsCanonicalForm() throws Exception {
        Map<String, String[]> golden = new HashMap<>();
        for (String line : Files.readAllLines(GOLDEN)) {
            golden.put(line.substring(0, line.indexOf('\t')), line.split("\t", 3));
        }
        for (Map.Entry<String, Row> key : keys().entrySet()) {
            String[] pinned = Objects.requireNonNull(golden.get(key.getKey()), key.getKey());
            int hash = Integer.parseUnsignedInt(pinned[1], 16) & 0x7fffffff;
            assertThat(CanonicalKey.text(key.getValue())).as(key.getKey()).isEqualTo(pinned[2]);
            assertThat(Partitioner.partition(key.getValue(), PARTITIONS))
                    .as(key.getKey())
                    .isEqualTo(hash % PARTITIONS);
        }
    }

    private static Map<String, Row> keys() throws Exception {
        Map<String, Row> keys = new HashMap<>();
        keys.put("bool true", key(DataTypes.BOOLEAN, true));
        keys.put("int8 -5", key(DataTypes.TINYINT, (byte) -5));
        keys.put("int16 5", key(DataTypes.SMALLINT, (short) 5));
        keys.put("int32 5", key(DataTypes.INT, 5));
        keys.put("int64 5", key(DataTypes.BIGINT, 5L));
        keys.put("int64 minimum", key(DataTypes.BIGINT, Long.MIN_VALUE));
        keys.put("uint64 maximum", key(DataTypes.VARINT, new BigInteger("18446744073709551615")));
        keys.put("decimal 5.00", key(DataTypes.DECIMAL, new BigDecimal("5.00")));
        keys.put("decimal -0.0120", key(DataTypes.DECIMAL, new BigDecimal("-0.0120")));
        keys.put("float 0.1", key(DataTypes.FLOAT, 0.1f));
        keys.put("double 1e23", key(DataTypes.DOUBLE, 1e23));
        keys.put("double NaN", key(DataTypes.DOUBLE, Double.NaN));
        keys.put("string DE", key(DataTypes.TEXT, "DE"));
        keys.put("string beyond ascii", key(DataTypes.TEXT, "Größe 年齢 😀"));
        keys.put("uuid", key(DataTypes.UUID, UUID.fromString("0f8fad5b-d9cb-469f-a165-70867728950e")));
        keys.put("inet", key(DataTypes.INET, InetAddress.getByName("192.0.2.1")));
        keys.put("bytes", key(DataTypes.BLOB, ByteBuffer.wrap(new byte[] {0, (byte) 0xff})));
        keys.put("date", key(DataTypes.DATE, LocalDate.of(2026, 5, 1)));
        keys.put("time of day", key(DataTypes.TIME, LocalTime.of(1, 2, 3, 4)));
        keys.put("timestamp", key(DataTypes.TIMESTAMP, Instant.parse("2026-05-01T12:00:00Z")));
        keys.put("list", key(DataTypes.frozenListOf(DataTypes.INT), List.of(1, 2)));
        keys.put("map", key(DataTypes.mapOf(DataTypes.TEXT, DataTypes.INT, true), Map.of("a", 1)));
        keys.put("duration", key(DataTypes.DURATION, CqlDuration.newInstance(1, 2, 3)));
        return keys;
    }

    private static Row key(DataType type, Object value) throws Exception {
        ByteBuffer bytes = CodecRegistry.DEFAULT.codecFor(type).encode(value, ProtocolVersion.V5);
        WireOutput out = new WireOutput();
        CqlTypeReaders.ofKey(type).named("id").read(Row.COLUMNS_FIELD_NUMBER, bytes, out);
        return Row.parseFrom(out.take());
    }
}
