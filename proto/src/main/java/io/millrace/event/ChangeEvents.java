package io.millrace.event;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * The bytes of an event, and back. What {@link #parse} returns is complete and keeps the rules of change_event.proto;
 * for any other bytes, foreign, cut off or made to harm, it throws, in time and memory bounded by their length.
 */
public final class ChangeEvents {
    /** The largest payload that a NATS server can be configured to take. */
    public static final int MAX_BYTES = 64 << 20;

    /** How deep messages may nest; what every protobuf library allows by default. */
    static final int MAX_DEPTH = 100;

    private static final int ID_BYTES = 1 + Long.BYTES;

    private ChangeEvents() {}

    /**
     * An event as it is in the stream.
     *
     * @throws InvalidEventException when it is none, or not a whole one
     */
    public static ChangeEvent parse(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new InvalidEventException(
                    "An event of " + bytes.length + " bytes is larger than any stream takes: " + MAX_BYTES);
        }
        FieldBudget.check(bytes);
        ChangeEvent event = decode(bytes);
        if (event.getId() <= 0) {
            throw new InvalidEventException("The event has no id, which the end of its " + bytes.length
                    + " bytes should hold: it is cut off, or was never meant for the stream");
        }
        check(event);
        return event;
    }

    private static ChangeEvent decode(byte[] bytes) {
        try {
            requireOnce(bytes);
            CodedInputStream in = CodedInputStream.newInstance(bytes);
            in.setRecursionLimit(MAX_DEPTH);
            return ChangeEvent.parser().parseFrom(in);
        } catch (IOException e) {
            throw notAnEvent(bytes, e);
        }
    }

    /** Protobuf merges what comes twice: of two events in one message it would make a third, of columns of both. */
    private static void requireOnce(byte[] bytes) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(bytes);
        int seen = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int field = WireFormat.getTagFieldNumber(tag);
            if (field <= ChangeEvent.AFTER_FIELD_NUMBER) {
                if ((seen & 1 << field) != 0) {
                    throw new IOException("field " + field + " is there twice");
                }
                seen |= 1 << field;
            }
            in.skipField(tag);
        }
    }

    /**
     * That an event, whether or not it has its id yet, keeps the rules of change_event.proto.
     *
     * @throws InvalidEventException when it does not
     */
    public static void check(ChangeEvent event) {
        EventRules.fault(event).ifPresent(fault -> {
            throw new InvalidEventException("The event " + fault);
        });
    }

    /** The bytes of an event, its id last. */
    public static byte[] serialize(ChangeEvent event) {
        byte[] bytes = event.toByteArray();
        if (event.getId() != 0) {
            // Libraries write fields by their number, the id first.
            byte[] id = new byte[ID_BYTES];
            System.arraycopy(bytes, 0, id, 0, ID_BYTES);
            System.arraycopy(bytes, ID_BYTES, bytes, 0, bytes.length - ID_BYTES);
            System.arraycopy(id, 0, bytes, bytes.length - ID_BYTES, ID_BYTES);
        }
        return bytes;
    }

    static InvalidEventException notAnEvent(byte[] bytes, IOException cause) {
        return new InvalidEventException(
                "These " + bytes.length + " bytes are not a ChangeEvent: " + cause.getMessage(), cause);
    }
}
