package io.millrace.local.manticore.http;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;

/**
 * The body of one request. When the client goes away in the middle of it the stream just ends: Manticore takes a body
 * that was cut for a whole one.
 */
abstract sealed class BodyStream extends InputStream {
    private final SocketReader socket;
    private final Beginning beginning;
    private boolean begun;
    private boolean ended;

    private BodyStream(SocketReader socket, Beginning beginning) {
        this.socket = socket;
        this.beginning = beginning;
    }

    /** What the first read does before it waits: a client may hold the body back until it is asked for it. */
    interface Beginning {
        void begin() throws IOException;
    }

    /** How many bytes may be read now: 0 at the end of the body. */
    abstract long available(SocketReader socket) throws IOException;

    abstract void taken(int count);

    static BodyStream ofLength(SocketReader socket, long length, Beginning beginning) {
        return new Sized(socket, length, beginning);
    }

    static BodyStream chunked(SocketReader socket, Beginning beginning) {
        return new Chunked(socket, beginning);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (!begun) {
            begun = true;
            beginning.begin();
        }
        int count = ended ? -1 : readUntilClientLeaves(target, offset, length);
        if (count < 0) {
            ended = true;
        } else {
            taken(count);
        }
        return count;
    }

    private int readUntilClientLeaves(byte[] target, int offset, int length) throws IOException {
        try {
            long most = available(socket);
            return most == 0 ? -1 : socket.read(target, offset, (int) Math.min(length, most));
        } catch (SocketException e) {
            return -1;
        }
    }

    private static final class Sized extends BodyStream {
        private long left;

        private Sized(SocketReader socket, long length, Beginning beginning) {
            super(socket, beginning);
            this.left = length;
        }

        @Override
        long available(SocketReader socket) {
            return left;
        }

        @Override
        void taken(int count) {
            left -= count;
        }
    }

    private static final class Chunked extends BodyStream {
        private long left;
        private boolean first = true;

        private Chunked(SocketReader socket, Beginning beginning) {
            super(socket, beginning);
        }

        @Override
        long available(SocketReader socket) throws IOException {
            if (left == 0) {
                left = nextChunk(socket);
            }
            return left;
        }

        private long nextChunk(SocketReader socket) throws IOException {
            if (!first) {
                socket.line();
            }
            first = false;
            String size = socket.line();
            if (size == null) {
                return 0;
            }
            long length = chunkLength(size);
            if (length == 0) {
                skipTrailers(socket);
            }
            return length;
        }

        private static void skipTrailers(SocketReader socket) throws IOException {
            String trailer = socket.line();
            while (trailer != null && !trailer.isEmpty()) {
                trailer = socket.line();
            }
        }

        private static long chunkLength(String line) throws EOFException {
            int extension = line.indexOf(';');
            String digits = (extension < 0 ? line : line.substring(0, extension)).trim();
            try {
                return Long.parseLong(digits, 16);
            } catch (NumberFormatException e) {
                throw new EOFException("'" + digits + "' is not the size of a chunk");
            }
        }

        @Override
        void taken(int count) {
            left -= count;
        }
    }
}
