package io.millrace.local.manticore;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Splits a body into lines as it comes in. A carriage return ends a line too, so CRLF makes an empty line, as it does in
 * Manticore. Behind every line stands a byte that ends it, also behind a last one that was sent without.
 */
final class LineReader {
    private final InputStream body;
    private byte[] buffer = new byte[64 << 10];
    private int filled;
    private int start;
    private int end = -1;
    private boolean exhausted;
    private boolean lastLineOpen;

    LineReader(InputStream body) {
        this.body = body;
    }

    /** Moves to the next line; what follows the last line end, if only nothing, is not a line. */
    boolean next() throws IOException {
        start = end + 1;
        int at = start;
        while (true) {
            while (at < filled) {
                if (buffer[at] == '\n' || buffer[at] == '\r') {
                    end = at;
                    return true;
                }
                at++;
            }
            if (exhausted) {
                return last();
            }
            at -= fill();
        }
    }

    private boolean last() {
        if (start >= filled) {
            start = filled;
            return false;
        }
        lastLineOpen = true;
        end = filled;
        filled++;
        buffer[end] = '\n';
        return true;
    }

    /** @return by how much the line that was begun moved towards the front */
    private int fill() throws IOException {
        int moved = start;
        filled -= moved;
        System.arraycopy(buffer, moved, buffer, 0, filled);
        start = 0;
        if (filled + 1 >= buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int count = body.read(buffer, filled, buffer.length - filled - 1);
        exhausted = count < 0;
        filled += Math.max(0, count);
        return moved;
    }

    byte[] buffer() {
        return buffer;
    }

    int start() {
        return start;
    }

    int end() {
        return end;
    }

    /** Whether the body ended within its last line. */
    boolean isLastLineOpen() {
        return lastLineOpen;
    }

    boolean isEmpty() {
        return start == end;
    }
}
