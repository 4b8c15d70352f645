package io.millrace.standin;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/** Something that goes wrong with one request. */
@FunctionalInterface
public interface Fault {
    /** @param usual what would be done with the request otherwise */
    HttpResponse apply(HttpRequest request, Handler usual) throws IOException;

    /** Answers requests, many at a time. */
    interface Handler {
        /** @throws IOException to close the connection without an answer */
        HttpResponse handle(HttpRequest request) throws IOException;
    }

    /** The request is answered like this before its body is read, and is not carried out. */
    static Fault answer(int status, String body) {
        return (request, usual) -> HttpResponse.json(status, body);
    }

    /** The same with an error that nobody knows. */
    static Fault answer(int status) {
        return answer(status, "{\"error\":\"a fault that was set\"}");
    }

    /** The connection closes after some of the body was read; the request is not carried out. */
    static Fault hangUp(long bodyBytesRead) {
        return (request, usual) -> {
            request.cut(bodyBytesRead).body().transferTo(OutputStream.nullOutputStream());
            throw new IOException("Hung up: a fault that was set");
        };
    }

    /** The request is carried out, and the connection closes without an answer. */
    static Fault loseAnswer() {
        return (request, usual) -> {
            usual.handle(request);
            throw new IOException("Lost the answer: a fault that was set");
        };
    }

    /**
     * The server sees only the beginning of the body. As with a real one, what is committed then ends with the last
     * whole line if the cut is at a line end; otherwise the rest can't be parsed and the run is undone.
     */
    static Fault cutBody(long bytes) {
        return (request, usual) -> usual.handle(request.cut(bytes));
    }

    /**
     * A SIGTERM arrives within the body: 400 "unable to parse" if within a line; if at a line end, 200 with an error
     * and the lines before it committed.
     */
    static Fault terminate(long bytes) {
        return (request, usual) -> {
            HttpResponse response = usual.handle(request.cut(bytes));
            return response.status() != 200
                    ? response
                    : HttpResponse.error(
                            200,
                            "failed to receive HTTP request, AsyncNetInputBuffer_c::AppendData: got SIGTERM, return -1");
        };
    }

    /** The server hangs before it carries the request out, until it is let go; the client may be gone by then. */
    static Fault hold(CompletableFuture<?> release) {
        return (request, usual) -> {
            HttpRequest arrived = request.arrived();
            release.join();
            return usual.handle(arrived);
        };
    }
}
