package io.millrace.nats;

import io.millrace.event.SourceTable;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.api.KeyValueConfiguration;
import io.nats.client.api.StorageType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** The JetStream key-value bucket for what publishers must agree on besides the stream. */
public final class StateBucket {
    public static final String NAME = "MILLRACE";

    /** The stream that holds the bucket, as JetStream names it. */
    public static final String STREAM = "KV_" + NAME;

    private StateBucket() {}

    public static boolean exists(Connection connection) throws IOException, JetStreamApiException {
        return JetStreamError.STREAM_NOT_FOUND
                .asEmpty(() -> connection.jetStreamManagement().getStreamInfo(STREAM))
                .isPresent();
    }

    /** Creates the bucket unless it exists. */
    public static void createIfAbsent(Connection connection, int replicas) throws IOException, JetStreamApiException {
        if (!exists(connection)) {
            connection
                    .keyValueManagement()
                    .create(KeyValueConfiguration.builder(NAME)
                            .storageType(StorageType.File)
                            .replicas(replicas)
                            .build());
        }
    }

    /** The command that creates it. */
    public static String command(int replicas) {
        return "nats kv add " + NAME + " --storage=file --replicas=" + replicas;
    }

    /**
     * A name as one part of a key. Keys allow fewer characters than subjects: everything but ASCII letters, digits,
     * {@code _} and {@code -} becomes {@code =XX} per UTF-8 byte.
     */
    public static String token(String name) {
        StringBuilder token = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            if (b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '-') {
                token.append((char) b);
            } else {
                token.append(String.format("=%02X", b & 0xff));
            }
        }
        return token.toString();
    }

    /** A source table as the last three parts of a key. */
    static String token(SourceTable table) {
        return token(table.source()) + '.' + token(table.database()) + '.' + token(table.table());
    }

    /** The subject that holds a key. */
    public static String subject(String key) {
        return "$KV." + NAME + '.' + key;
    }
}
