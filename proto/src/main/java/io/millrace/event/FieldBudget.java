package io.millrace.event;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor.JavaType;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Counts the fields of a large event before objects are made of them. Two bytes can be a column, which takes 50 bytes
 * in memory, or an unknown field, which takes 250: without a limit, 64 MB of them would fill any heap.
 */
final class FieldBudget {
    /** As many as a list of 160,000 elements has. */
    static final int MAX_FIELDS = 500_000;

    /** Messages too small to hold too many fields are not counted, so the usual event costs nothing. */
    private static final int SMALL = 64 << 10;

    private final CodedInputStream in;
    private int left = MAX_FIELDS;

    private FieldBudget(byte[] bytes) {
        in = CodedInputStream.newInstance(bytes);
    }

    static void check(byte[] bytes) {
        if (bytes.length <= SMALL) {
            return;
        }
        try {
            new FieldBudget(bytes).count(ChangeEvent.getDescriptor(), 0);
        } catch (IOException e) {
            throw ChangeEvents.notAnEvent(bytes, e);
        }
    }

    /** @param type of the message whose fields come next; null inside an unknown group */
    private void count(@Nullable Descriptor type, int depth) throws IOException {
        if (depth > ChangeEvents.MAX_DEPTH) {
            throw new IOException("its messages nest deeper than " + ChangeEvents.MAX_DEPTH);
        }
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (--left < 0) {
                throw new IOException("it has more than " + MAX_FIELDS + " fields");
            }
            int wireType = WireFormat.getTagWireType(tag);
            if (wireType == WireFormat.WIRETYPE_END_GROUP) {
                return;
            }
            Descriptor message = messageType(type, tag);
            if (wireType == WireFormat.WIRETYPE_START_GROUP) {
                count(null, depth + 1);
            } else if (wireType == WireFormat.WIRETYPE_LENGTH_DELIMITED && message != null) {
                int outer = in.pushLimit(in.readRawVarint32());
                count(message, depth + 1);
                in.popLimit(outer);
            } else {
                in.skipField(tag);
            }
        }
    }

    private static @Nullable Descriptor messageType(@Nullable Descriptor type, int tag) {
        FieldDescriptor field = type == null ? null : type.findFieldByNumber(WireFormat.getTagFieldNumber(tag));
        return field != null && field.getJavaType() == JavaType.MESSAGE ? field.getMessageType() : null;
    }
}
