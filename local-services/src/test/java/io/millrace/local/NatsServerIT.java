package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.nats.client.Connection;
import io.nats.client.Nats;
import io.nats.client.api.StreamConfiguration;
import io.nats.client.api.StreamInfo;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NatsServerIT {
    @TempDir
    private Path directory;

    @Test
    void streamOutlivesAKill() throws Exception {
        try (NatsServer server = NatsServer.start(directory, NatsServer.Options.DEFAULT.withSyncAlways())) {
            try (Connection connection = NatsServer.connect(server.url())) {
                connection
                        .jetStreamManagement()
                        .addStream(StreamConfiguration.builder()
                                .name("CDC")
                                .subjects("cdc.>")
                                .build());
                connection.jetStream().publish("cdc.shop", "a row".getBytes(StandardCharsets.UTF_8));
            }

            server.kill();
            assertThatThrownBy(() -> Nats.connect(server.url())).isInstanceOf(java.io.IOException.class);
            server.restart();

            try (Connection connection = NatsServer.connect(server.url())) {
                StreamInfo stream = connection.jetStreamManagement().getStreamInfo("CDC");
                assertThat(stream.getStreamState().getMsgCount()).isEqualTo(1);
            }
        }
    }

    @Test
    void addedConfigurationCanRequireAPassword() throws Exception {
        NatsServer.Options options = NatsServer.Options.DEFAULT.withConfiguration(
                "authorization { user: \"bridge\", password: \"secret\" }");
        try (NatsServer server = NatsServer.start(directory, options)) {
            assertThatThrownBy(() -> Nats.connect(server.url()))
                    .isInstanceOf(io.nats.client.AuthenticationException.class);
            Nats.connect("nats://bridge:secret@127.0.0.1:" + server.port()).close();
        }
    }

    @Test
    void invalidConfigurationFailsWithTheServersOwnMessage() {
        NatsServer.Options options = NatsServer.Options.DEFAULT.withConfiguration("no_such_option: 1");
        assertThatThrownBy(() -> NatsServer.start(directory, options))
                .isInstanceOf(ServerFailedException.class)
                .hasMessageContaining("nats-server ended with exit code 1")
                .hasMessageContaining("no_such_option");
    }
}
