package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.bridge.encode.ChangeEventEncoder;
import io.millrace.bridge.publish.EventRecord;
import io.millrace.bridge.publish.PublishedForm;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.EventRecordBytes;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.errors.DataException;
import org.apache.kafka.connect.sink.SinkRecord;
import org.junit.jupiter.api.Test;

/**
 * Whatever becomes of a record in Kafka, the bridge publishes the same event, or says why it does not. {@code ./verify --fuzz}
 * does the same with a million records.
 */
final class RecordFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int COUNT = Integer.getInteger("fuzz.count", 10_000);
    private static final Path GOLDEN = Path.of("..", "proto", "src", "test", "resources", "golden");
    private static final long ID = 4_711L << 22;

    private final Random random = new Random(SEED);
    private final RecordReader reader = new RecordReader(new ChangeEventEncoder(false, Integer.MAX_VALUE), false);
    private final ChangeEventConverter values = new ChangeEventConverter();
    private final ChangeEventConverter keys = new ChangeEventConverter();
    private final List<byte[]> originals = new ArrayList<>();
    private int published;
    private int refused;
    private int leftOut;

    @Test
    void noRecordEndsTheTaskOrBecomesAnotherEvent() throws Exception {
        keys.configure(java.util.Map.of(), true);
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".binpb"))
                    .sorted()
                    .toList()) {
                originals.add(ofKafka(Files.readAllBytes(file)));
            }
        }
        for (int i = 0; i < COUNT; i++) {
            byte[] record = mutated(originals.get(random.nextInt(originals.size())));
            publish(record);
            decode(record);
        }
        System.out.printf(
                "RecordFuzzTest: seed %d, %d records: %d published, %d refused, %d left out%n",
                SEED, COUNT, published, refused, leftOut);
        // Otherwise the mutations prove nothing.
        assertThat(published).as("published of seed %d", SEED).isGreaterThan(COUNT / 10);
        assertThat(refused).as("refused of seed %d", SEED).isGreaterThan(COUNT / 10);
    }

    @Test
    void aValueThatIsNotOfItsColumnsTypeIsRefusedByName() {
        Column column = Column.newBuilder()
                .setName("place")
                .setType(Type.GEOMETRY)
                .setStructValue(Row.newBuilder().addColumns(Column.newBuilder().setName("x")))
                .build();
        byte[] record = ChangeEvent.newBuilder()
                .setOperation(Operation.INSERT)
                .setAfter(Row.newBuilder().addColumns(column))
                .build()
                .toByteArray();

        assertThatThrownBy(() -> values.toConnectData("mysql.shop.products", record))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("'place' is of type GEOMETRY and has a STRUCT_VALUE");
    }

    /** As the converter writes it: the run, and the id at the end. */
    private static byte[] ofKafka(byte[] golden) throws InvalidProtocolBufferException {
        ChangeEvent event = ChangeEvent.parseFrom(golden);
        byte[] fields = event.toBuilder().clearId().build().toByteArray();
        return new EventRecordBytes(fields, ID, 3, ID).toByteArray();
    }

    private byte[] mutated(byte[] original) {
        byte[] bytes = original;
        for (int left = random.nextInt(4); left > 0; left--) {
            int at = random.nextInt(bytes.length + 1);
            byte[] other = originals.get(random.nextInt(originals.size()));
            bytes = switch (random.nextInt(6)) {
                case 0 -> Arrays.copyOf(bytes, at);
                case 1 ->
                    joined(joined(Arrays.copyOf(bytes, at), part(other)), Arrays.copyOfRange(bytes, at, bytes.length));
                case 2 -> joined(bytes, part(bytes));
                default -> changed(bytes, at);
            };
        }
        return bytes;
    }

    private byte[] changed(byte[] bytes, int at) {
        byte[] changed = bytes.clone();
        if (at < bytes.length) {
            changed[at] =
                    random.nextBoolean() ? (byte) random.nextInt(256) : (byte) (bytes[at] ^ 1 << random.nextInt(8));
        }
        return changed;
    }

    private byte[] part(byte[] bytes) {
        int from = random.nextInt(bytes.length + 1);
        return Arrays.copyOfRange(bytes, from, from + random.nextInt(bytes.length - from + 1));
    }

    private static byte[] joined(byte[] one, byte[] other) {
        byte[] both = Arrays.copyOf(one, one.length + other.length);
        System.arraycopy(other, 0, both, one.length, other.length);
        return both;
    }

    private void publish(byte[] value) {
        Optional<EventRecord> record;
        try {
            record = reader.read(
                    new SinkRecord(
                            "mysql.shop.products",
                            3,
                            Schema.OPTIONAL_BYTES_SCHEMA,
                            null,
                            Schema.OPTIONAL_BYTES_SCHEMA,
                            value,
                            17,
                            1_700_000_000_000L,
                            TimestampType.CREATE_TIME),
                    statement -> {});
        } catch (DataException e) {
            refused++;
            assertThat(e.getMessage()).as(described(value)).isNotBlank();
            return;
        } catch (ConnectException e) {
            refused++;
            assertThat(e.getMessage()).as(described(value)).contains("first edition");
            return;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError(described(value), e);
        }
        if (record.isEmpty()) {
            leftOut++;
            return;
        }
        published++;
        PublishedForm form = PublishedForm.of(record.get(), 3, ID + 1);
        assertThat(form.subject())
                .as(described(value))
                .startsWith("cdc.")
                .endsWith(".3")
                .doesNotContain(" ");
        parsed(value).ifPresent(event -> {
            ChangeEvent before = withoutEnd(event);
            assertThat(parsed(form.body()).map(RecordFuzzTest::withoutEnd).filter(before::equals))
                    .as(described(value))
                    .isPresent();
            assertThat(parsed(form.body()).orElseThrow().getId()).isEqualTo(ID + 1);
        });
    }

    /** Without the id, and what is only for the bridge. */
    private static ChangeEvent withoutEnd(ChangeEvent event) {
        return event.toBuilder()
                .clearId()
                .setUnknownFields(com.google.protobuf.UnknownFieldSet.getDefaultInstance())
                .build();
    }

    private static Optional<ChangeEvent> parsed(byte[] bytes) {
        try {
            return Optional.of(ChangeEvent.parseFrom(bytes));
        } catch (InvalidProtocolBufferException e) {
            return Optional.empty();
        }
    }

    /** As Connect does for a sink of another kind. */
    private void decode(byte[] record) {
        for (ChangeEventConverter converter : List.of(values, keys)) {
            try {
                converter.toConnectData("mysql.shop.products", record);
            } catch (DataException e) {
                assertThat(e.getMessage()).as(described(record)).isNotBlank();
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError(described(record), e);
            }
        }
    }

    private static String described(byte[] value) {
        return "seed " + SEED + ", record " + HexFormat.of().formatHex(value);
    }
}
