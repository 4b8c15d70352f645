package io.millrace.local.manticore;

import io.millrace.local.manticore.http.HangUpException;
import io.millrace.local.manticore.http.HttpHandler;
import io.millrace.local.manticore.http.HttpRequest;
import io.millrace.local.manticore.http.HttpResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/** Something that goes wrong with one request. */
public sealed interface Fault {
    /** @param usual what would be done with the request otherwise */
    HttpResponse apply(HttpRequest request, HttpHandler usual) throws IOException;

    /** The request is answered so before its body is read, and is not carried out. */
    record Answer(int status, String body) implements Fault {
        public Answer(int status) {
            this(status, "{\"error\":\"a fault that was set\"}");
        }

        @Override
        public HttpResponse apply(HttpRequest request, HttpHandler usual) {
            return HttpResponse.json(status, body);
        }
    }

    /** The connection closes after some of the body was read; the request is not carried out. */
    record HangUp(long bodyBytesRead) implements Fault {
        @Override
        public HttpResponse apply(HttpRequest request, HttpHandler usual) throws IOException {
            new CutStream(request.body(), bodyBytesRead).transferTo(OutputStream.nullOutputStream());
            throw new HangUpException("Hung up: a fault that was set");
        }
    }

    /** The request is carried out, and the connection closes without an answer. */
    record LoseAnswer() implements Fault {
        @Override
        public HttpResponse apply(HttpRequest request, HttpHandler usual) throws IOException {
            usual.handle(request);
            throw new HangUpException("Lost the answer: a fault that was set");
        }
    }

    /**
     * The server sees only the beginning of the body. As with a real one, what is committed then ends with the last
     * whole line if the cut is at a line end; otherwise the rest can't be parsed and the run is undone.
     */
    record CutBody(long bytes) implements Fault {
        @Override
        public HttpResponse apply(HttpRequest request, HttpHandler usual) throws IOException {
            return usual.handle(cut(request, bytes));
        }

        private static HttpRequest cut(HttpRequest request, long bytes) {
            return new HttpRequest(
                    request.method(), request.target(), request.headers(), new CutStream(request.body(), bytes));
        }
    }

    /**
     * A SIGTERM arrives within the body: 400 "unable to parse" if within a line; if at a line end, 200 with an error
     * and the lines before it committed.
     */
    record Terminate(long bytes) implements Fault {
        private static final String STOPPED =
                "{\"error\":\"failed to receive HTTP request, AsyncNetInputBuffer_c::AppendData: got SIGTERM, return -1\"}";

        @Override
        public HttpResponse apply(HttpRequest request, HttpHandler usual) throws IOException {
            HttpResponse response = usual.handle(CutBody.cut(request, bytes));
            return response.status() == 200 ? HttpResponse.json(200, STOPPED) : response;
        }
    }

    /** The request is carried out, later. */
    record Delay(Duration duration) implements Fault {
        @Override
        public HttpResponse apply(HttpRequest request, HttpHandler usual) throws IOException {
            try {
                Thread.sleep(duration.toMillis());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HangUpException("Interrupted while an answer was delayed");
            }
            return usual.handle(request);
        }
    }

    /** The first bytes of a stream. */
    final class CutStream extends InputStream {
        private final InputStream source;
        private long left;

        CutStream(InputStream source, long bytes) {
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
            int count = left <= 0 ? -1 : source.read(target, offset, (int) Math.min(left, length));
            left -= Math.max(0, count);
            return count;
        }
    }
}
