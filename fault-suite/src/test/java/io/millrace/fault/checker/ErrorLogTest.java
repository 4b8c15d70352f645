package io.millrace.fault.checker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ErrorLogTest {
    @TempDir
    private Path directory;

    @Test
    void anErrorOfMillraceIsFoundOnceForEachKind() throws IOException {
        Path log = write("""
                2026-11-30T12:18:23,984 WARN  [nats-bridge|task-3] Lost the connection (StreamConnection)
                2026-11-30T12:18:24,001 ERROR [nats-bridge|task-3] Something is wrong (NatsBridgeTask)
                java.lang.IllegalStateException: ERROR in a trace
                2026-11-30T12:18:25,001 ERROR [nats-bridge|task-1] Something else is wrong (NatsBridgeTask)
                2026-11-30T12:18:26,001 ERROR No context (StatusExtension)
                """);

        assertThat(ErrorLog.unexplained(log))
                .containsExactlyInAnyOrder(
                        "the worker's log has an unexplained error of NatsBridgeTask: Something is wrong",
                        "the worker's log has an unexplained error of StatusExtension: No context");
    }

    @Test
    void whatIsExplainedIsReadFromTheDocumentation() throws IOException {
        assertThat(ErrorLog.explained())
                .hasSizeGreaterThan(20)
                .contains("PluginScanner", "Worker", "WorkerTask", "Threads")
                .doesNotContain("NatsBridgeTask");
    }

    @Test
    void whatConnectSaysOfAnOutageIsExplained() throws IOException {
        Path log =
                write("2026-11-30T12:22:44,880 ERROR [nats-bridge|task-0] Topic nats-bridge.dead-letters doesn't exist."
                        + " Will attempt to create topic. (DeadLetterQueueReporter)\n");

        assertThat(ErrorLog.unexplained(log)).isEmpty();
    }

    private Path write(String lines) throws IOException {
        return Files.writeString(directory.resolve("connect.log"), lines);
    }
}
