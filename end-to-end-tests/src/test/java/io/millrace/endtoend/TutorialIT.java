package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.millrace.endtoend.docs.CodeBlock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/tutorial.md does, from its first command to the last one, on the servers that ./quickstart starts. */
class TutorialIT {
    private static final Duration PATIENCE = Duration.ofMinutes(5);
    /** Looks, which may come too early. */
    private static final List<String> LOOKS = List.of(
            "curl -s http",
            "curl -s 'http",
            "./millrace status",
            "./millrace dead-letters list",
            "./millrace dead-letters show",
            "./millrace doctor");
    /** Connect refuses requests while it rebalances. */
    private static final String REQUEST_TO_CONNECT = "curl -fsS -";

    @Test
    void everyCommandDoesWhatThePageSays() throws Exception {
        assumeThat(Stream.of(System.getenv("PATH").split(":")))
                .as("curl is on PATH")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "curl")));
        Deque<CodeBlock> blocks = new ArrayDeque<>(CodeBlock.of("docs/tutorial.md"));
        CodeBlock start = blocks.removeFirst();
        assertThat(start.text()).isEqualTo("./quickstart");
        CodeBlock stopped = blocks.removeLast();
        try (Quickstart quickstart = Quickstart.start(Path.of("target", "tutorial"))) {
            await("the quickstart").atMost(Duration.ofMinutes(10)).until(quickstart::isReady);
            PrintedText.of(blocks.removeFirst()).assertIsIn(quickstart.output());
            TutorialShell shell = new TutorialShell(quickstart);
            while (!blocks.isEmpty()) {
                CodeBlock command = blocks.removeFirst();
                boolean shown =
                        !blocks.isEmpty() && blocks.peekFirst().language().equals("text");
                if (shown) {
                    run(shell, command, PrintedText.of(blocks.removeFirst()));
                } else if (command.text().startsWith(REQUEST_TO_CONNECT)) {
                    await(command.toString())
                            .atMost(PATIENCE)
                            .until(() -> shell.run(command.text()).exitCode() == 0);
                } else {
                    assertThat(shell.run(command.text()).exitCode())
                            .as(command.toString())
                            .isZero();
                }
            }
            quickstart.stop();
            PrintedText.of(stopped).assertIsIn(quickstart.output());
        }
    }

    private static void run(TutorialShell shell, CodeBlock command, PrintedText expected) throws Exception {
        assertThat(command.language()).as(command.toString()).isEqualTo("sh");
        if (!isLook(command.text())) {
            expected.assertIsIn(shell.run(command.text()).output());
            return;
        }
        await(command.toString())
                .atMost(PATIENCE)
                // Each look is a process of its own.
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(
                        () -> expected.assertIsIn(shell.run(command.text()).output()));
    }

    private static boolean isLook(String command) {
        return LOOKS.stream().anyMatch(command::startsWith)
                || command.startsWith("./millrace audit") && !command.contains("--repair");
    }
}
