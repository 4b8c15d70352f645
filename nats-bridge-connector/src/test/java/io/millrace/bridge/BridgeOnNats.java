package io.millrace.bridge;

import io.millrace.local.NatsServer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a bridge, each with a NATS server of its own. */
class BridgeOnNats {
    static final String SUBJECT = "cdc.shop.sales.customers.3";

    @TempDir
    Path directory;

    NatsServer server;

    @BeforeEach
    void startServer() {
        server = NatsServer.start(directory);
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    /** Settings of a bridge that creates the stream on this server and retries at once. */
    Map<String, String> properties() {
        Map<String, String> properties = new HashMap<>(Shop.connectorProperties(server.url()));
        properties.put("nats.stream.create", "if.absent");
        properties.put("retry.backoff.initial.ms", "5");
        properties.put("retry.backoff.max.ms", "20");
        return properties;
    }
}
