package io.millrace.cassandra;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;

/** Records the rows that could not become events. Thread-safe. */
final class DeadLetterWriter {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final Optional<String> subject;
    private final Connection connection;

    DeadLetterWriter(Path file, Optional<String> subject, Connection connection) {
        this.file = file;
        this.subject = subject;
        this.connection = connection;
    }

    /** Returns when the line is written to the file, and stored in the stream if there is a subject. */
    synchronized void add(CqlTableName table, String key, long token, String reason)
            throws IOException, JetStreamApiException {
        ObjectNode letter = JSON.createObjectNode();
        letter.put("table", table.toString());
        letter.put("key", key);
        letter.put("token", Long.toString(token));
        letter.put("reason", reason);
        byte[] line = JSON.writeValueAsBytes(letter);
        if (subject.isPresent()) {
            connection.jetStream().publish(subject.get(), line);
        }
        Files.writeString(
                file,
                new String(line, StandardCharsets.UTF_8) + System.lineSeparator(),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
