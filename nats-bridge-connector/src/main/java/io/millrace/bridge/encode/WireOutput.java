package io.millrace.bridge.encode;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * Writes messages within messages in one pass, where protobuf's own way is to compute every size first. Not for use by
 * two threads.
 */
final class WireOutput {
    private static final int INITIAL_SIZE = 8 * 1024;
    private static final int LARGEST_KEPT_SIZE = 1024 * 1024;

    private byte[] buffer = new byte[INITIAL_SIZE];
    private CodedOutputStream coded = CodedOutputStream.newInstance(buffer);

    interface Message {
        void writeTo(WireOutput out) throws IOException;
    }

    /** The bytes of a message; it is written again from its beginning when the buffer was too small. */
    byte[] encode(Message message) {
        while (true) {
            try {
                coded = CodedOutputStream.newInstance(buffer);
                message.writeTo(this);
                byte[] bytes = Arrays.copyOf(buffer, coded.getTotalBytesWritten());
                shrink();
                return bytes;
            } catch (CodedOutputStream.OutOfSpaceException e) {
                buffer = new byte[Math.multiplyExact(buffer.length, 2)];
            } catch (IOException e) {
                throw new UncheckedIOException("A write to memory failed", e);
            }
        }
    }

    CodedOutputStream coded() {
        return coded;
    }

    /** Starts a message within the message; {@link #end} wants what is returned. */
    int begin(int fieldNumber) throws IOException {
        coded.writeTag(fieldNumber, WireFormat.WIRETYPE_LENGTH_DELIMITED);
        coded.write((byte) 0);
        return coded.getTotalBytesWritten();
    }

    /** Puts the length in front of the inner message, which moves when it needs more than the one byte kept for it. */
    void end(int start) throws IOException {
        int length = coded.getTotalBytesWritten() - start;
        int more = CodedOutputStream.computeUInt32SizeNoTag(length) - 1;
        if (more > 0) {
            for (int i = 0; i < more; i++) {
                coded.write((byte) 0);
            }
            System.arraycopy(buffer, start, buffer, start + more, length);
        }
        putVarint(start - 1, length);
    }

    private void putVarint(int at, int value) {
        int position = at;
        int rest = value;
        for (; rest > 0x7f; rest >>>= 7) {
            buffer[position++] = (byte) (rest | 0x80);
        }
        buffer[position] = (byte) rest;
    }

    private void shrink() {
        if (buffer.length > LARGEST_KEPT_SIZE) {
            buffer = new byte[INITIAL_SIZE];
        }
    }
}
