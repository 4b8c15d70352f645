package io.millrace.bridge.publish;

import com.google.protobuf.CodedOutputStream;
import io.millrace.event.ChangeEvent;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Completes a serialized event by appending fields to it, which protobuf allows: nothing is decoded. */
final class EventBody {
    private EventBody() {}

    /**
     * The event with its key and its id.
     *
     * @param key a serialized row, empty for none
     */
    static byte[] complete(byte[] event, byte[] key, long id) {
        int keySize = key.length == 0 ? 0 : CodedOutputStream.computeByteArraySize(ChangeEvent.KEY_FIELD_NUMBER, key);
        byte[] body = new byte
                [event.length + keySize + CodedOutputStream.computeFixed64Size(ChangeEvent.ID_FIELD_NUMBER, id)];
        CodedOutputStream out = CodedOutputStream.newInstance(body);
        try {
            out.writeRawBytes(event);
            if (key.length > 0) {
                out.writeByteArray(ChangeEvent.KEY_FIELD_NUMBER, key);
            }
            out.writeFixed64(ChangeEvent.ID_FIELD_NUMBER, id);
        } catch (IOException e) {
            throw new UncheckedIOException("A buffer of the computed size cannot overflow", e);
        }
        return body;
    }
}
