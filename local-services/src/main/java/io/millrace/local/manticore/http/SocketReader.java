package io.millrace.local.manticore.http;

import java.io.IOException;
import java.io.InputStream;

/** A buffered stream that can also read lines, shared by the heads and the bodies of a connection's requests. */
final class SocketReader extends InputStream {
    private static final int LINE_LIMIT = 64 << 10;

    private final InputStream socket;
    private final byte[] buffer = new byte[64 << 10];
    private int position;
    private int limit;

    SocketReader(InputStream socket) {
        this.socket = socket;
    }

    /** A line without its end; null at the end of the stream. */
    @org.jspecify.annotations.Nullable
    String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = read(); b != '\n'; b = read()) {
            if (b < 0) {
                return null;
            }
            if (line.length() == LINE_LIMIT) {
                throw new IOException("A line of a request's head is longer than " + LINE_LIMIT + " bytes");
            }
            line.append((char) b);
        }
        int length = line.length();
        return length > 0 && line.charAt(length - 1) == '\r' ? line.substring(0, length - 1) : line.toString();
    }

    @Override
    public int read() throws IOException {
        return fill() ? buffer[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        if (position < limit) {
            return true;
        }
        position = 0;
        limit = Math.max(0, socket.read(buffer));
        return limit > 0;
    }

    /** Drops what has come in already, so that closing the connection does not take the answer back. */
    void dropArrived(int most) throws IOException {
        position = limit;
        int left = most;
        while (left > 0 && socket.available() > 0) {
            int count = socket.read(buffer);
            if (count < 0) {
                return;
            }
            left -= count;
        }
    }
}
