package io.millrace.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServerProcessIT {
    @TempDir
    private Path directory;

    @Test
    void leftoverOfAnEarlierRunIsEndedBeforeTheNextStart() {
        ServerCommand command = command("sleep 600", () -> {}, Duration.ofMinutes(1));
        // As if started by a JVM that was killed: nothing stops it.
        ServerProcess.start(command);
        PidFile pidFile = PidFile.besideLog(command.log());
        ProcessHandle leftover = pidFile.running().orElseThrow();

        try (ServerProcess next = ServerProcess.start(command)) {
            assertThat(leftover.isAlive()).isFalse();
            assertThat(pidFile.running()).isPresent();
        }
        assertThat(pidFile.file()).doesNotExist();
    }

    @Test
    void serverThatDoesNotAnswerIsEndedAndTheErrorShowsItsLog() {
        Path log = log();
        ServerCommand command = command(
                "echo still loading; sleep 600",
                () -> {
                    await().until(() -> Files.readString(log).contains("still loading"));
                    throw new IllegalStateException("no answer");
                },
                Duration.ofMillis(300));
        assertThatThrownBy(() -> ServerProcess.start(command))
                .isInstanceOf(ServerFailedException.class)
                .hasMessageContaining("did not answer within")
                .hasMessageContaining("still loading");
        assertThat(PidFile.besideLog(command.log()).running()).isEmpty();
    }

    private ServerCommand command(String script, ServerCommand.Probe probe, Duration limit) {
        return new ServerCommand("The server", List.of("sh", "-c", script), Map.of(), log(), probe, limit);
    }

    private Path log() {
        return directory.resolve("server.log");
    }
}
