package io.millrace.benchmark.encode;

import io.millrace.benchmark.orders.Envelopes;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.apache.kafka.connect.storage.Converter;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Key and value of one record, as Connect's worker has them converted. JMH runs it in a JVM of its own. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class ConverterSpeed {
    /** A power of two, large enough that branch prediction does not adapt to the data. */
    private static final int RECORDS = 1024;

    @Param
    public RowShape row = RowShape.TYPICAL;

    @Param
    public Encoding encoding = Encoding.CHANGE_EVENT;

    private Converter keyConverter = Encoding.CHANGE_EVENT.create(true);
    private Converter converter = Encoding.CHANGE_EVENT.create(false);
    private Schema keySchema = Schema.STRING_SCHEMA;
    private Schema schema = Schema.STRING_SCHEMA;
    private Struct[] keys = {};
    private Struct[] records = {};
    private int next;

    @Setup
    public void prepare() {
        Envelopes envelopes = row.envelopes(encoding.needsDeclaredTypes());
        keySchema = envelopes.keySchema();
        schema = envelopes.schema();
        keys = LongStream.rangeClosed(1, RECORDS).mapToObj(envelopes::key).toArray(Struct[]::new);
        records = LongStream.rangeClosed(1, RECORDS)
                .mapToObj(number -> envelopes.change(number, 0))
                .toArray(Struct[]::new);
        keyConverter = encoding.create(true);
        converter = encoding.create(false);
    }

    @Benchmark
    public int encode() {
        int record = next++ & (RECORDS - 1);
        Headers headers = new RecordHeaders();
        byte[] key = keyConverter.fromConnectData("mysql.shop.orders", headers, keySchema, keys[record]);
        byte[] value = converter.fromConnectData("mysql.shop.orders", headers, schema, records[record]);
        return key.length + value.length;
    }
}
