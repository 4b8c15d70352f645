package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChangeEventsTest {
    private static final int LENGTH_DELIMITED = 2;

    static List<Path> goldenFiles() throws IOException {
        return GoldenFiles.ofEveryVersion();
    }

    @ParameterizedTest
    @MethodSource("goldenFiles")
    void anEventThatWasCutOffAnywhereIsRefused(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);

        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> ChangeEvents.parse(cut))
                    .as("the first %d bytes", length)
                    .isInstanceOf(InvalidEventException.class);
        }
    }

    static Stream<Arguments> badEvents() {
        return Stream.of(
                bad("has no id", ChangeEvent.Builder::clearId),
                bad("has no id", event -> event.setId(-1)),
                bad("has no operation", ChangeEvent.Builder::clearOperation),
                bad("operation 77, which this version does not know", event -> event.setOperationValue(77)),
                bad("table ''", event -> event.getSourceBuilder().clearTable()),
                bad("source ''", event -> event.getSourceBuilder().clearName()),
                bad("database ''", event -> event.getSourceBuilder().clearDatabase()),
                bad("connector ''", event -> event.getSourceBuilder().clearConnector()),
                bad("INSERT but lacks the row after it", ChangeEvent.Builder::clearAfter),
                bad("INSERT but has a row before it", event -> event.setBefore(event.getAfter())),
                bad(
                        "UPDATE but lacks the row after it",
                        event -> event.setOperation(Operation.UPDATE).clearAfter()),
                bad("DELETE but has a row after it", event -> event.setOperation(Operation.DELETE)),
                bad(
                        "DELETE but lacks a key",
                        event -> event.setOperation(Operation.DELETE)
                                .clearAfter()
                                .clearKey()),
                bad(
                        "says when a row expires, and has no row after it",
                        event -> event.setOperation(Operation.DELETE)
                                .clearAfter()
                                .setExpiresUs(1)),
                bad("expires at -1 microseconds, before 1970", event -> event.setExpiresUs(-1)),
                bad("TRUNCATE but has a row", event -> event.setOperation(Operation.TRUNCATE)),
                bad(
                        "sales.orders has a bad row 'after': it has no columns",
                        event -> event.setAfter(Row.getDefaultInstance())),
                bad("'key': it has no columns", event -> event.setKey(Row.getDefaultInstance())),
                bad(
                        "key whose column 'id' is NULL",
                        event -> event.getKeyBuilder().getColumnsBuilder(0).clearValue()),
                bad(
                        "has two entries with one key",
                        event -> event.getAfterBuilder()
                                .addColumns(Column.newBuilder()
                                        .setName("sizes")
                                        .setType(Type.MAP)
                                        .setMapValue(MapValue.newBuilder()
                                                .addEntries(entry("one", 1))
                                                .addEntries(entry("one", 2))))),
                bad("it has column 'status' twice", event -> event.addLeftOut(Columns.of("status", Type.ENUM, null))),
                bad(
                        "a value for column 'body', which it says was left out",
                        event -> event.addLeftOut(Columns.of("body", Type.TEXT, "here"))),
                bad(
                        "left out of a row 'before' that it does not have",
                        event -> event.addBeforeLeftOut(Columns.of("body", Type.TEXT, null))),
                bad(
                        "it has column 'id' twice",
                        event -> event.setAfter(event.getAfter().toBuilder()
                                .addColumns(event.getKey().getColumns(0)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badEvents")
    void anEventThatBreaksARuleIsRefusedByName(String message, Consumer<ChangeEvent.Builder> change) {
        ChangeEvent.Builder event = GoldenEvents.named("insert").toBuilder();
        change.accept(event);

        assertThatThrownBy(() -> ChangeEvents.parse(event.build().toByteArray()))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining(message);
    }

    @Test
    void twoEventsInOneMessageAreNotMergedIntoOne() {
        byte[] first = ChangeEvents.serialize(GoldenEvents.named("insert"));
        byte[] second = ChangeEvents.serialize(GoldenEvents.named("composite-key"));
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);

        assertThatThrownBy(() -> ChangeEvents.parse(both))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("is there twice");
    }

    @Test
    void nothingLargerThanAServerTakesIsRead() {
        assertThatThrownBy(() -> ChangeEvents.parse(new byte[ChangeEvents.MAX_BYTES + 1]))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("larger than any stream takes");
    }

    @Test
    void columnsThatWouldFillTheHeapAreRefusedBeforeTheyAreMade() throws IOException {
        byte[] columns = new byte[32 << 20];
        for (int i = 0; i < columns.length; i += 2) {
            columns[i] = Row.COLUMNS_FIELD_NUMBER << 3 | LENGTH_DELIMITED;
        }

        assertThatThrownBy(() -> ChangeEvents.parse(lengthDelimited(ChangeEvent.AFTER_FIELD_NUMBER, columns)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("more than 500000 fields");
    }

    @Test
    void unknownFieldsThatWouldFillTheHeapAreRefusedBeforeTheyAreMade() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        for (int number = 1000; number < 2_001_000; number++) {
            out.writeBool(number, true);
        }
        out.flush();

        assertThatThrownBy(() -> ChangeEvents.parse(bytes.toByteArray()))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("more than 500000 fields");
    }

    @Test
    void aLargeEventIsRead() {
        Row row = RowBuilder.of()
                .text("body", "long ".repeat(2_000_000))
                .list("tags", Type.STRING, Collections.nCopies(100_000, "tag"))
                .build();
        ChangeEvent event =
                GoldenEvents.named("insert").toBuilder().setAfter(row).build();

        assertThat(ChangeEvents.parse(ChangeEvents.serialize(event))).isEqualTo(event);
    }

    @Test
    void listsMayNestAsDeepAsEveryLibraryReads() {
        assertThat(ChangeEvents.parse(nested(40)).getOperation()).isEqualTo(Operation.INSERT);
    }

    @ParameterizedTest
    @ValueSource(ints = {60, 1_000, 5_000})
    void listsThatNestTooDeepAreRefused(int depth) {
        assertThatThrownBy(() -> ChangeEvents.parse(nested(depth))).isInstanceOf(InvalidEventException.class);
    }

    @Test
    void groupsThatNestTooDeepAreRefused() {
        byte[] groups = new byte[1 << 20];
        Arrays.fill(groups, (byte) (15 << 3 | 3));

        assertThatThrownBy(() -> ChangeEvents.parse(groups)).isInstanceOf(InvalidEventException.class);
        assertThatThrownBy(() -> ChangeEvents.parse(Arrays.copyOf(groups, 1000)))
                .isInstanceOf(InvalidEventException.class);
    }

    @Test
    void aLengthBeyondTheEndAllocatesNothing() {
        byte[] hugeString = {Source.NAME_FIELD_NUMBER << 3 | 2, -1, -1, -1, -1, 7};

        assertThatThrownBy(() -> ChangeEvents.parse(lengthDelimited(ChangeEvent.SOURCE_FIELD_NUMBER, hugeString)))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("not a ChangeEvent");
    }

    /** An event whose one column is a list of a list of a list... Written from the inside: no builder nests this deep. */
    private static byte[] nested(int depth) {
        ByteString column = Column.newBuilder().setType(Type.LIST).build().toByteString();
        ByteString type = column;
        for (int i = 0; i < depth; i++) {
            ByteString list = field(ListValue.ELEMENTS_FIELD_NUMBER, column);
            column = type.concat(field(Column.LIST_VALUE_FIELD_NUMBER, list));
        }
        column = column.concat(field(Column.NAME_FIELD_NUMBER, ByteString.copyFromUtf8("deep")));
        ByteString row = field(Row.COLUMNS_FIELD_NUMBER, column);
        ByteString rest =
                GoldenEvents.named("insert").toBuilder().clearAfter().build().toByteString();
        return rest.concat(field(ChangeEvent.AFTER_FIELD_NUMBER, row)).toByteArray();
    }

    private static ByteString field(int number, ByteString content) {
        return ByteString.copyFrom(lengthDelimited(number, content.toByteArray()));
    }

    private static byte[] lengthDelimited(int number, byte[] content) {
        byte[] bytes = new byte[CodedOutputStream.computeByteArraySize(number, content)];
        try {
            CodedOutputStream.newInstance(bytes).writeByteArray(number, content);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return bytes;
    }

    private static MapValue.Entry entry(String key, int value) {
        return MapValue.Entry.newBuilder()
                .setKey(Column.newBuilder().setType(Type.STRING).setStringValue(key))
                .setValue(Column.newBuilder().setType(Type.INT32).setIntValue(value))
                .build();
    }

    private static Arguments bad(String message, Consumer<ChangeEvent.Builder> change) {
        return Arguments.of(message, change);
    }
}
