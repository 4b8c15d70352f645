package io.millrace.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.DescriptorProtos.DescriptorProto;
import com.google.protobuf.DescriptorProtos.EnumDescriptorProto;
import com.google.protobuf.DescriptorProtos.FieldDescriptorProto;
import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.DescriptorValidationException;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import org.junit.jupiter.api.Test;

/** Today's program reads events of a later schema: more fields, more types. */
class UnknownFieldsTest {
    private static final int NEW_TYPE = 900;

    private final FileDescriptor later = laterSchema();

    @Test
    void whatALaterVersionAddedSurvivesARoundTrip() throws InvalidProtocolBufferException {
        ChangeEvent known = GoldenEvents.named("insert");
        DynamicMessage written = DynamicMessage.newBuilder(eventOf(known))
                .setField(field("ChangeEvent", "added"), "everywhere")
                .setField(
                        field("ChangeEvent", "after"),
                        rowWith(column("new")
                                .setField(field("Column", "type"), newType())
                                .setField(field("Column", "bool_value"), true)))
                .build();

        ChangeEvent read = ChangeEvents.parse(written.toByteArray());
        byte[] rewritten = ChangeEvents.serialize(read);

        assertThat(read.getSource()).isEqualTo(known.getSource());
        assertThat(read.getAfter().getColumns(0).getBoolValue()).isTrue();
        assertThat(DynamicMessage.parseFrom(later.findMessageTypeByName("ChangeEvent"), rewritten))
                .isEqualTo(written);
    }

    @Test
    void aNullOfALaterTypeIsANull() throws InvalidProtocolBufferException {
        Column.Builder column = Column.newBuilder().setName("new").setTypeValue(NEW_TYPE);

        ChangeEvent read = ChangeEvents.parse(ChangeEvents.serialize(withAfter(column)));

        assertThat(ColumnRules.isNull(read.getAfter().getColumns(0))).isTrue();
    }

    @Test
    void aValueOfALaterKindIsNotTakenForANull() throws InvalidProtocolBufferException {
        DynamicMessage written = DynamicMessage.newBuilder(eventOf(GoldenEvents.named("insert")))
                .setField(
                        field("ChangeEvent", "after"),
                        rowWith(column("new")
                                .setField(field("Column", "type"), newType())
                                .setField(field("Column", "added_value"), "value")))
                .build();

        assertThatThrownBy(() -> ChangeEvents.parse(written.toByteArray()))
                .isInstanceOf(InvalidEventException.class)
                .hasMessageContaining("'new'")
                .hasMessageContaining(Integer.toString(NEW_TYPE))
                .hasMessageContaining("update this program");
    }

    private static ChangeEvent withAfter(Column.Builder column) {
        return GoldenEvents.named("insert").toBuilder()
                .setAfter(Row.newBuilder().addColumns(column))
                .build();
    }

    private DynamicMessage eventOf(ChangeEvent event) throws InvalidProtocolBufferException {
        return DynamicMessage.parseFrom(later.findMessageTypeByName("ChangeEvent"), event.toByteArray());
    }

    private DynamicMessage rowWith(DynamicMessage.Builder column) {
        return DynamicMessage.newBuilder(later.findMessageTypeByName("Row"))
                .addRepeatedField(field("Row", "columns"), column.build())
                .build();
    }

    private DynamicMessage.Builder column(String name) {
        Descriptor column = later.findMessageTypeByName("Column");
        return DynamicMessage.newBuilder(column).setField(field("Column", "name"), name);
    }

    private Object newType() {
        return later.findEnumTypeByName("Type").findValueByNumber(NEW_TYPE);
    }

    private FieldDescriptor field(String message, String name) {
        return later.findMessageTypeByName(message).findFieldByName(name);
    }

    private static FileDescriptor laterSchema() {
        FileDescriptorProto.Builder file = ChangeEventProto.getDescriptor().toProto().toBuilder();
        for (DescriptorProto.Builder message : file.getMessageTypeBuilderList()) {
            message.addField(added("added", 1000));
            if (message.getName().equals("Column")) {
                message.addField(added("added_value", 1001).setOneofIndex(0));
            }
        }
        for (EnumDescriptorProto.Builder type : file.getEnumTypeBuilderList()) {
            type.addValueBuilder().setName("LATER_" + type.getName()).setNumber(NEW_TYPE);
        }
        try {
            return FileDescriptor.buildFrom(file.build(), new FileDescriptor[0]);
        } catch (DescriptorValidationException e) {
            throw new IllegalStateException("The later schema is not one", e);
        }
    }

    private static FieldDescriptorProto.Builder added(String name, int number) {
        return FieldDescriptorProto.newBuilder()
                .setName(name)
                .setNumber(number)
                .setLabel(FieldDescriptorProto.Label.LABEL_OPTIONAL)
                .setType(FieldDescriptorProto.Type.TYPE_STRING);
    }
}
