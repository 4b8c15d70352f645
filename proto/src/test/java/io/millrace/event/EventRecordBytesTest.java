package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EventRecordBytesTest {
    private static final ChangeEvent EVENT = ChangeEvent.newBuilder()
            .setId(7)
            .setOperation(Operation.UPDATE)
            .setSource(Source.newBuilder().setName("mysql").setDatabase("shop").setTable("orders"))
            .setKey(Row.newBuilder()
                    .addColumns(Column.newBuilder()
                            .setName("id")
                            .setType(Type.INT32)
                            .setIntValue(1)))
            .build();

    @Test
    void eventOfTheStreamBecomesARecordThatTheBridgeReads() throws IOException {
        EventRecordBytes event = EventRecordBytes.parse(EVENT.toByteArray());
        assertThat(event.id()).isEqualTo(7);
        assertThat(event.run()).isZero();

        byte[] record = event.of(42, 5).toByteArray();

        assertThat(ChangeEvent.parseFrom(event.fields()))
                .isEqualTo(EVENT.toBuilder().clearId().build());
        // The bridge cuts run and id off and appends the id that it decides on.
        assertThat(fieldsOf(record))
                .endsWith(13, 14, ChangeEvent.ID_FIELD_NUMBER)
                .startsWith(2, 3, 4);
        EventRecordBytes read = EventRecordBytes.parse(record);
        assertThat(read.run()).isEqualTo(42);
        assertThat(read.firstOfRun()).isEqualTo(5);
        assertThat(read.id()).isEqualTo(5);
        assertThat(read.fields()).isEqualTo(event.fields());
        assertThat(read.toByteArray()).isEqualTo(record);
    }

    @Test
    void bytesThatAreNoEventAreRefused() {
        assertThatThrownBy(() -> EventRecordBytes.parse(new byte[] {1, 2, 3})).isInstanceOf(IOException.class);
    }

    @Test
    void deletionIsRecognized() {
        assertThat(EventRecordBytes.deletes(EVENT.toByteArray())).isFalse();
        assertThat(EventRecordBytes.deletes(
                        EVENT.toBuilder().setOperation(Operation.DELETE).build().toByteArray()))
                .isTrue();
    }

    private static List<Integer> fieldsOf(byte[] bytes) throws IOException {
        List<Integer> fields = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            fields.add(WireFormat.getTagFieldNumber(tag));
            in.skipField(tag);
        }
        return fields;
    }
}
