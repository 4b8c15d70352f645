package io.millrace.event;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;

/**
 * An event as ChangeEventConverter writes it to Kafka: besides the event's own fields, the number and the first id of the run
 * of the source task that gave it its id.
 *
 * @param fields the event without its id
 * @param run 0 if it has none, as in the stream
 */
public record EventRecordBytes(byte[] fields, long firstOfRun, long run, long id) {
    /** The field of the run's first id, a fixed64 before the number. The bridge removes both. */
    public static final int FIRST_OF_RUN_FIELD_NUMBER = 13;

    /** The field of the run's number, a fixed64 before the id, which is last. */
    public static final int RUN_FIELD_NUMBER = 14;

    /** @throws IOException if the bytes are no event */
    public static EventRecordBytes parse(byte[] bytes) throws IOException {
        ByteArrayOutputStream fields = new ByteArrayOutputStream(bytes.length);
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        long[] tail = new long[RUN_FIELD_NUMBER + 1];
        for (int start = 0, tag = in.readTag(); tag != 0; start = in.getTotalBytesRead(), tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (field == ChangeEvent.ID_FIELD_NUMBER
                    || field == FIRST_OF_RUN_FIELD_NUMBER
                    || field == RUN_FIELD_NUMBER) {
                tail[field] = in.readFixed64();
            } else {
                in.skipField(tag);
                fields.write(bytes, start, in.getTotalBytesRead() - start);
            }
        }
        return new EventRecordBytes(
                fields.toByteArray(),
                tail[FIRST_OF_RUN_FIELD_NUMBER],
                tail[RUN_FIELD_NUMBER],
                tail[ChangeEvent.ID_FIELD_NUMBER]);
    }

    /** Whether an event removes its row. */
    public static boolean deletes(byte[] event) {
        try {
            return ChangeEvent.parseFrom(event).getOperation() == Operation.DELETE;
        } catch (InvalidProtocolBufferException e) {
            return false;
        }
    }

    /** The same event of another run. */
    public EventRecordBytes of(long otherRun, long otherId) {
        return new EventRecordBytes(fields, otherId, otherRun, otherId);
    }

    /** For Kafka. */
    public byte[] toByteArray() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(fields.length + 30);
        bytes.writeBytes(fields);
        try {
            CodedOutputStream out = CodedOutputStream.newInstance(bytes);
            out.writeFixed64(FIRST_OF_RUN_FIELD_NUMBER, firstOfRun);
            out.writeFixed64(RUN_FIELD_NUMBER, run);
            out.writeFixed64(ChangeEvent.ID_FIELD_NUMBER, id);
            out.flush();
        } catch (IOException e) {
            throw new IllegalStateException("An array takes what is written to it", e);
        }
        return bytes.toByteArray();
    }
}
