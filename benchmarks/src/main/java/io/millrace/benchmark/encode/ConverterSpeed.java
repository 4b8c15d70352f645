package io.millrace.benchmark.encode;

import io.millrace.benchmark.orders.Envelopes;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
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

/** One call of a converter for a record's value. JMH runs it in its own JVM. */
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

    private Converter converter = Encoding.CHANGE_EVENT.create(false);
    private Schema schema = Schema.STRING_SCHEMA;
    private Struct[] records = {};
    private int next;

    @Setup
    public void prepare() {
        Envelopes envelopes = row.envelopes(encoding.needsDeclaredTypes());
        schema = envelopes.schema();
        records = LongStream.rangeClosed(1, RECORDS)
                .mapToObj(number -> envelopes.change(number, 0))
                .toArray(Struct[]::new);
        converter = encoding.create(false);
    }

    @Benchmark
    public byte[] encode() {
        return converter.fromConnectData("mysql.shop.orders", schema, records[next++ & (RECORDS - 1)]);
    }
}
