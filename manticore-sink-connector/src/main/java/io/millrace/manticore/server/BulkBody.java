package io.millrace.manticore.server;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/** Lines of a bulk request, each ending in a newline, sent as they are without another copy. */
public final class BulkBody extends AbstractHttpEntity {
    // Manticore refuses a bulk of any other content type.
    private static final ContentType NDJSON = ContentType.create("application/x-ndjson");

    private final List<BulkLine> lines;
    private final long length;

    public BulkBody(List<BulkLine> lines) {
        super(NDJSON, null);
        this.lines = lines;
        this.length = lines.stream().mapToLong(BulkLine::length).sum();
    }

    int lineCount() {
        return lines.size();
    }

    @Override
    public long getContentLength() {
        return length;
    }

    @Override
    public boolean isRepeatable() {
        return true;
    }

    @Override
    public boolean isStreaming() {
        return false;
    }

    @Override
    public InputStream getContent() {
        return new SequenceInputStream(Collections.enumeration(lines.stream()
                .map(line -> new ByteArrayInputStream(line.json()))
                .toList()));
    }

    @Override
    public void writeTo(OutputStream out) throws IOException {
        for (BulkLine line : lines) {
            out.write(line.json());
        }
    }

    @Override
    public void close() {}
}
