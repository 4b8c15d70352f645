package io.millrace.fault.checker;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.millrace.comparison.SourceTopics.SourceEvent;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Row;
import io.millrace.event.Source;
import java.util.List;
import org.junit.jupiter.api.Test;

class RowPlacesTest {
    @Test
    void aRowMayHaveManyEventsInOnePartitionAndAnotherRowItsOwn() {
        assertThat(RowPlaces.faults(
                        List.of(event(number("id", 7), 3), event(number("id", 7), 3), event(number("id", 8), 5))))
                .isEmpty();
    }

    @Test
    void aRowIsTheSameWhateverItsKeyIsCalledAndHoweverItIsDeclared() {
        assertThat(RowPlaces.faults(List.of(
                        event(number("id", 7), 3),
                        event(
                                Column.newBuilder()
                                        .setName("number")
                                        .setUintValue(7)
                                        .build(),
                                4))))
                .containsExactly("row [7] of table t is in the partitions 3 and 4");
    }

    @Test
    void aBinaryKeyIsComparedByItsBytes() {
        assertThat(RowPlaces.faults(List.of(event(bytes("a"), 3), event(bytes("b"), 4), event(bytes("a"), 5))))
                .hasSize(1);
    }

    private static Column number(String name, long value) {
        return Column.newBuilder().setName(name).setIntValue(value).build();
    }

    private static Column bytes(String value) {
        return Column.newBuilder()
                .setName("id")
                .setBytesValue(ByteString.copyFromUtf8(value))
                .build();
    }

    private static SourceEvent event(Column key, int partition) {
        ChangeEvent event = ChangeEvent.newBuilder()
                .setSource(Source.newBuilder().setTable("t"))
                .setKey(Row.newBuilder().addColumns(key))
                .build();
        return new SourceEvent(event, "", partition, 1);
    }
}
