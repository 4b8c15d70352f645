package io.millrace.local.manticore;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A connection whose bytes are written by hand. */
final class RawConnection implements Closeable {
    private final Socket socket;
    private final DataInputStream input;

    RawConnection(String url) throws IOException {
        URI uri = URI.create(url);
        socket = new Socket(uri.getHost(), uri.getPort());
        socket.setSoTimeout(30_000);
        input = new DataInputStream(socket.getInputStream());
    }

    record Reply(int status, Map<String, String> headers, String body) {}

    RawConnection send(String text) throws IOException {
        return send(text.getBytes(StandardCharsets.UTF_8));
    }

    RawConnection send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** The head of a bulk request, with more header lines. */
    RawConnection sendBulkHead(String... headers) throws IOException {
        String more = headers.length == 0 ? "" : String.join("\r\n", headers) + "\r\n";
        return send("POST /bulk HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n" + more + "\r\n");
    }

    /** Says that nothing more will be sent. */
    RawConnection endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    Reply reply() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(); !line.isEmpty(); line = line()) {
            String[] parts = line.split(": ", 2);
            headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1]);
        }
        byte[] body = new byte[Integer.parseInt(headers.getOrDefault("content-length", "0"))];
        input.readFully(body);
        return new Reply(status, headers, new String(body, StandardCharsets.UTF_8));
    }

    /** Status and headers of an answer that has no body, whatever its length says. */
    int statusOfHead() throws IOException {
        int status = Integer.parseInt(line().split(" ")[1]);
        while (!line().isEmpty()) {
            // Only the end of the head matters.
        }
        return status;
    }

    boolean isClosed() throws IOException {
        return input.read() < 0;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = input.readUnsignedByte(); b != '\n'; b = input.readUnsignedByte()) {
            line.append((char) b);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
