package io.millrace.nats;

import io.millrace.local.NatsServer;
import io.nats.client.Connection;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests with a NATS server each, and a connection of the test's own. */
public class OnNats {
    protected NatsServer server;
    protected Connection connection;

    @TempDir
    private Path directory;

    @BeforeEach
    void startServer() throws IOException, InterruptedException {
        server = NatsServer.start(directory);
        connection = NatsServer.connect(server.url());
    }

    @AfterEach
    void stopServer() throws InterruptedException {
        connection.close();
        server.close();
    }
}
