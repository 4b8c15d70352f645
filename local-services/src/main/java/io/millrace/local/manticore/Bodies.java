package io.millrace.local.manticore;

import io.millrace.local.manticore.http.HttpRequest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** Bodies that may be compressed: {@code gzip} in small letters, everything else is taken as it is. */
final class Bodies {
    private Bodies() {}

    static byte[] read(HttpRequest request) throws IOException {
        byte[] body = request.readBody();
        return isCompressed(request) ? new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes() : body;
    }

    static boolean isCompressed(HttpRequest request) {
        return request.header("Content-Encoding").orElse("").equals("gzip");
    }

    /**
     * The lines of a bulk. A compressed one is read whole, and if it ends as it should, with a line end, Manticore finds
     * another line behind it that can't be parsed.
     */
    static InputStream lines(HttpRequest request) throws IOException {
        if (!isCompressed(request)) {
            return request.body();
        }
        byte[] body = read(request);
        boolean ended = body.length > 0 && body[body.length - 1] == '\n';
        return new ByteArrayInputStream(ended ? Arrays.copyOf(body, body.length + 1) : body);
    }
}
