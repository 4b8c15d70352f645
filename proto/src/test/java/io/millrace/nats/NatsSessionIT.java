package io.millrace.nats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.millrace.local.NatsServer;
import io.nats.client.impl.Headers;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NatsSessionIT {
    private static final StreamDefinition STREAM = StreamDefinition.withDefaults("CDC");
    private static final String USERS = """
            authorization { users: [
              {user: all, password: secret},
              {user: reader, password: secret,
                permissions: {publish: "$JS.API.STREAM.INFO.*", subscribe: "_INBOX.>"}},
            ]}
            """;

    @TempDir
    private Path directory;

    private NatsServer server;
    private final Recorder recorder = new Recorder();

    private static final class Recorder implements NatsSession.Listener {
        final List<String> problems = new CopyOnWriteArrayList<>();
        final List<String> denials = new CopyOnWriteArrayList<>();
        final AtomicInteger reconnects = new AtomicInteger();

        @Override
        public void problem(String text, @Nullable Exception cause) {
            problems.add(text);
        }

        @Override
        public void denied(String error) {
            denials.add(error);
        }

        @Override
        public void reconnected() {
            reconnects.incrementAndGet();
        }
    }

    @BeforeEach
    void startServer() {
        server = NatsServer.start(directory, NatsServer.Options.DEFAULT.withConfiguration(USERS));
    }

    @AfterEach
    void stopServer() {
        server.close();
    }

    @Test
    void wrongCredentialsAreToldWithTheServer() {
        assertThatThrownBy(() -> NatsSession.withoutReconnect(as("all", "wrong"), "test", recorder))
                .isInstanceOf(NatsUnavailableException.class)
                .hasMessageContaining("No connection to NATS at " + server.url())
                .hasMessageContaining("Authorization Violation");
    }

    @Test
    void aMissingStreamIsAFaultAndAnotherDefinitionToo() {
        try (NatsSession session = NatsSession.withoutReconnect(as("all", "secret"), "test", recorder)) {
            assertThat(session.findStream("CDC")).isEmpty();
            assertThatThrownBy(() -> session.requireStream(STREAM))
                    .isInstanceOf(NatsFaultException.class)
                    .hasMessageContaining("There is no stream CDC at " + server.url());

            session.ask(
                    "to create stream CDC",
                    connection -> connection.jetStreamManagement().addStream(STREAM.toConfiguration()));
            assertThat(session.requireStream(STREAM).getConfiguration().getName())
                    .isEqualTo("CDC");
            StreamDefinition longer = new StreamDefinition(
                    "CDC", Duration.ofDays(30), StreamDefinition.DEFAULT_DUPLICATE_WINDOW, 1, -1, true);
            assertThatThrownBy(() -> session.requireStream(longer))
                    .isInstanceOf(NatsFaultException.class)
                    .hasMessageContaining("raise its max_age");
        }
    }

    @Test
    void whatJetStreamRefusesIsToldWithTheRequest() {
        try (NatsSession session = NatsSession.withoutReconnect(as("all", "secret"), "test", recorder)) {
            // A name of its own: jnats remembers for the whole process how a stream of a name is asked.
            assertThatThrownBy(() -> session.ask(
                            "for the last message of cdc.x",
                            connection -> connection.jetStreamManagement().getLastMessage("ABSENT", "cdc.x")))
                    .isInstanceOf(NatsUnavailableException.class)
                    .hasMessageContaining(
                            "NATS at " + server.url() + " refused a request for the last message of cdc.x:")
                    .hasMessageContaining("stream not found");
        }
    }

    @Test
    void whatIsNotPermittedIsAFault() {
        try (NatsSession session = NatsSession.withoutReconnect(as("reader", "secret"), "test", recorder)) {
            session.requirePermitted();
            session.publish("cdc.x", session.connection().createInbox(), new Headers(), new byte[0]);

            await().until(() -> session.denial().isPresent());
            assertThat(recorder.denials).singleElement().asString().contains("cdc.x");
            assertThat(recorder.problems).isNotEmpty();
            assertThatThrownBy(session::requirePermitted)
                    .isInstanceOf(NatsFaultException.class)
                    .hasMessageContaining("denied permission: ")
                    .hasMessageContaining("cdc.x");
            assertThatThrownBy(() -> session.ask("in vain", connection -> {
                        throw new IOException("timeout");
                    }))
                    .isInstanceOf(NatsFaultException.class);
        }
    }

    @Test
    void aSessionWithoutReconnectEndsWithItsConnection() {
        try (NatsSession session = NatsSession.withoutReconnect(as("all", "secret"), "test", recorder)) {
            restart();
            await().until(session::isClosed);

            assertThatThrownBy(session::requireConnected)
                    .isInstanceOf(NatsUnavailableException.class)
                    .hasMessageContaining("Lost the connection to NATS at " + server.url());
            assertThatThrownBy(() -> session.publish("cdc.x", "reply", new Headers(), new byte[0]))
                    .isInstanceOf(NatsUnavailableException.class);
            assertThatThrownBy(() -> session.findStream("CDC"))
                    .isInstanceOf(NatsUnavailableException.class)
                    .hasMessageContaining("about stream CDC");
            assertThat(recorder.reconnects).hasValue(0);
        }
    }

    @Test
    void aReconnectingSessionComesBackAndForgetsWhatWasDenied() {
        try (NatsSession session = NatsSession.reconnecting(as("reader", "secret"), "test", recorder)) {
            session.publish("cdc.x", session.connection().createInbox(), new Headers(), new byte[0]);
            await().until(() -> session.denial().isPresent());

            restart();

            await().until(() -> recorder.reconnects.get() == 1);
            assertThat(session.isConnected()).isTrue();
            session.requirePermitted();
            assertThat(session.findStream("CDC")).isEmpty();
        }
    }

    private void restart() {
        server.close();
        server = NatsServer.start(
                directory, NatsServer.Options.DEFAULT.withPort(server.port()).withConfiguration(USERS));
    }

    private NatsSettings as(String user, String password) {
        return NatsSettings.from(Map.of("nats.servers", server.url(), "nats.user", user, "nats.password", password));
    }
}
