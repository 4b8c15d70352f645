package io.millrace.standin;

import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;

/**
 * The first bytes of a stream: a body within its connection. When the client goes away in the middle the stream just
 * ends, since Manticore takes a body that was cut for a whole one.
 */
final class LimitedStream extends InputStream {
    private final InputStream source;
    private long left;

    LimitedStream(InputStream source, long bytes) {
        this.source = source;
        this.left = bytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (left <= 0) {
            return -1;
        }
        int count;
        try {
            count = source.read(target, offset, (int) Math.min(left, length));
        } catch (SocketException clientIsGone) {
            count = -1;
        }
        left = count < 0 ? 0 : left - count;
        return count;
    }
}
