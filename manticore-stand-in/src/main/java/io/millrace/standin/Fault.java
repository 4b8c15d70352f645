package io.millrace.standin;

import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

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

    /** More connections than max_connections. */
    static Fault maxedOut() {
        return new Answer(503, "{\"error\":\"maxed out, dismissing client\"}");
    }

    /** The connection closes after some of the body was read; the request is not carried out. */
    record HangUp(long bodyBytesRead) implements Fault {
        @Override
        public HttpResponse apply(HttpRequest request, HttpHandler usual) throws IOException {
            request.cut(bodyBytesRead).body().transferTo(OutputStream.nullOutputStream());
            throw new IOException("Hung up: a fault that was set");
        }
    }

    /** The request is carried out, and the connection closes without an answer. */
    record LoseAnswer() implements Fault {
        @Override
        public HttpResponse apply(HttpRequest request, HttpHandler usual) throws IOException {
            usual.handle(request);
            throw new IOException("Lost the answer: a fault that was set");
        }
    }

    /**
     * The server sees only the beginning of the body. As with a real one, what is committed then ends with the last
     * whole line if the cut is at a line end; otherwise the rest can't be parsed and the run is undone.
     */
    record CutBody(long bytes) implements Fault {
        @Override
        public HttpResponse apply(HttpRequest request, HttpHandler usual) throws IOException {
            return usual.handle(request.cut(bytes));
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
            HttpResponse response = usual.handle(request.cut(bytes));
            return response.status() == 200 ? HttpResponse.json(200, STOPPED) : response;
        }
    }

    /** The server hangs before it carries the request out, until it is let go; the client may be gone by then. */
    record Hold(CountDownLatch release) implements Fault {
        @Override
        public HttpResponse apply(HttpRequest request, HttpHandler usual) throws IOException {
            HttpRequest arrived = request.arrived();
            try {
                release.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("Interrupted while a request was held");
            }
            return usual.handle(arrived);
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
                throw new IOException("Interrupted while an answer was delayed");
            }
            return usual.handle(request);
        }
    }
}
