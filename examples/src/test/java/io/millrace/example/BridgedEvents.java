package io.millrace.example;

import com.google.protobuf.ByteString;
import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.EventHeaders;
import io.millrace.event.MySqlPosition;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.Snowflake;
import io.millrace.event.Source;
import io.nats.client.Connection;
import io.nats.client.JetStreamApiException;
import io.nats.client.impl.Headers;
import java.io.IOException;

/** Publishes events of a MySQL table as the bridge does, with key and id after all other fields, and with its headers. */
final class BridgedEvents {
    private static final String SUBJECT = "cdc.mysql.shop.products.0";
    private static final long COMMIT_MS = 1_777_636_800_000L;

    private final Connection connection;
    private int offset;

    BridgedEvents(Connection connection) {
        this.connection = connection;
    }

    /** @param version the milliseconds between the first event and this one */
    void publish(Operation operation, int version, Row key, Row after) throws IOException, JetStreamApiException {
        publish(event(operation, version).setAfter(after).build(), key, version);
    }

    void publishDelete(int version, Row key) throws IOException, JetStreamApiException {
        publish(event(Operation.DELETE, version).build(), key, version);
    }

    void publishTruncate(int version) throws IOException, JetStreamApiException {
        ChangeEvent event = event(Operation.TRUNCATE, version)
                .setId(Snowflake.first(COMMIT_MS + version, 0))
                .build();
        send(SUBJECT, ChangeEvents.serialize(event));
    }

    /** Publishes bytes unchanged. */
    void send(String subject, byte[] event) throws IOException, JetStreamApiException {
        Headers headers = new Headers()
                .put(EventHeaders.MESSAGE_ID, "1xv6-" + Integer.toString(offset++, 36))
                .put(EventHeaders.CHAIN, "1 1 0 " + Long.toString(COMMIT_MS, 36));
        connection.jetStream().publish(subject, headers, event);
    }

    private void publish(ChangeEvent event, Row key, int version) throws IOException, JetStreamApiException {
        ChangeEvent end = ChangeEvent.newBuilder()
                .setKey(key)
                .setId(Snowflake.first(COMMIT_MS + version, 5))
                .build();
        ByteString body = event.toByteString().concat(ByteString.copyFrom(ChangeEvents.serialize(end)));
        send(SUBJECT, body.toByteArray());
    }

    private static ChangeEvent.Builder event(Operation operation, int version) {
        return ChangeEvent.newBuilder()
                .setOperation(operation)
                .setSource(Source.newBuilder()
                        .setConnector("mysql")
                        .setName("mysql")
                        .setDatabase("shop")
                        .setTable("products")
                        .setCommitTimeUs((COMMIT_MS + version) * 1000)
                        .setMysql(MySqlPosition.newBuilder().setFileNumber(2).setPosition(version)));
    }
}
