package io.millrace.event;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Converts events to bytes and back. What {@link #parse} returns is complete and obeys the rules of change_event.proto;
 * for any other bytes, whether foreign, truncated or malicious, it throws, in time and memory bounded by their length.
 */
public final class ChangeEvents {
    /** The largest payload that a NATS server can be configured to take. */
    public static final int MAX_BYTES = 64 << 20;

    /** How deep messages may nest: as deep as every protobuf library allows by default. */
    static final int MAX_DEPTH = 100;

    private static final int ID_BYTES = 1 + Long.BYTES;

    private ChangeEvents() {}

    /**
     * Parses an event from the stream.
     *
     * @throws InvalidEventException if the bytes are not an event, or not a complete one
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

    /**
     * Parses the key of an event, which is a part of the event's bytes.
     *
     * @throws InvalidEventException if the bytes are not a key
     */
    public static Row parseKey(byte[] bytes, int from, int length) {
        try {
            CodedInputStream in = CodedInputStream.newInstance(bytes, from, length);
            in.setRecursionLimit(MAX_DEPTH - 1);
            Row key = Row.parser().parseFrom(in);
            EventRules.keyFault(key).ifPresent(fault -> {
                throw new InvalidEventException("The event " + fault);
            });
            return key;
        } catch (IOException e) {
            throw notAnEvent(bytes, e);
        }
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

    /** Protobuf merges repeated occurrences: two events in one message would become a third, with columns of both. */
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
     * Requires that an event, whether or not it has its id yet, obeys the rules of change_event.proto.
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
