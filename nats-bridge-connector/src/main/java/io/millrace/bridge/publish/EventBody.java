package io.millrace.bridge.publish;

import io.millrace.event.ChangeEvent;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Gives a serialized event its id, the last field, which protobuf allows: nothing is decoded. */
final class EventBody {
    private static final int ID_BYTES = 1 + Long.BYTES;
    private static final byte ID_TAG = ChangeEvent.ID_FIELD_NUMBER << 3 | 1;

    private EventBody() {}

    /** @param fieldsEnd where the event's fields end; everything after them is dropped */
    static byte[] withId(byte[] event, int fieldsEnd, long id) {
        byte[] body = Arrays.copyOf(event, fieldsEnd + ID_BYTES);
        ByteBuffer.wrap(body, fieldsEnd, ID_BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put(ID_TAG)
                .putLong(id);
        return body;
    }
}
