package io.millrace.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.command.console.ExitCodes;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

class MillraceCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CommandLine command =
            MillraceCommand.commandLine().setOut(new PrintWriter(out)).setErr(new PrintWriter(err));

    @Test
    void helpListsTheCommands() {
        assertThat(command.execute("--help")).isEqualTo(ExitCodes.OK);
        assertThat(out.toString()).contains("sync");
        assertThat(err.toString()).isEmpty();
    }

    /** The summary of a command is the first element of its description. */
    @Test
    void summariesAreWholeSentences() {
        for (CommandLine each : command.getSubcommands().values()) {
            assertThat(each.getCommandSpec().usageMessage().description()[0])
                    .as(each.getCommandName())
                    .endsWith(".");
        }
    }

    @Test
    void helpFitsATerminalOf80Columns() {
        for (CommandLine each : leaves(command)) {
            assertThat(each.getUsageMessage().lines())
                    .as(each.getCommandSpec().qualifiedName())
                    .allMatch(line -> line.length() <= 80);
        }
    }

    @Test
    void eachCommandHasHelp() {
        for (String name : command.getSubcommands().keySet()) {
            out.getBuffer().setLength(0);
            assertThat(command.execute(name, "--help")).isEqualTo(ExitCodes.OK);
            assertThat(out.toString()).contains("Usage: ./millrace " + name, "Exit codes:");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "nonsense, 'nonsense', See ./millrace --help.",
        "sync --bogus, '--bogus', See ./millrace sync --help.",
        "sync --timeout-minutes=soon, soon, See ./millrace sync --help.",
        "sync --timeout-minutes=-1, '--timeout-minutes must be 0 or more, and is -1.', See ./millrace sync --help.",
        "rebuild shop.a --timeout-minutes=99999999999, --timeout-minutes must be at most 10000000, See ./millrace rebuild --help.",
        "doctor --row-size-seconds=-1, --row-size-seconds must be, See ./millrace doctor --help.",
        "audit --parallel=0, --parallel must be, See ./millrace audit --help.",
        "audit --rows-per-second=-1, --rows-per-second must be, See ./millrace audit --help.",
        "dead-letters show --all --limit=-1, --limit must be, See ./millrace dead-letters show --help.",
        "dead-letters resend --all --wait-seconds=-1, --wait-seconds must be, See ./millrace dead-letters resend --help.",
        "'', A command is missing, See ./millrace --help.",
    })
    void invalidArgumentsExitWithTwo(String arguments, String fault, String help) {
        String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");

        assertThat(command.execute(words)).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains(fault, help);
        assertThat(out.toString()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"dcotor, ./millrace doctor", "synk, ./millrace sync", "sync --mysql-ulr=x, --mysql-url"})
    void whatWasProbablyMeantIsSuggested(String arguments, String meant) {
        assertThat(command.execute(arguments.split(" "))).isEqualTo(ExitCodes.USAGE);
        assertThat(err.toString()).contains(meant);
    }

    @Test
    void everyCommandTakesTheSameAddresses() {
        for (CommandLine each : leaves(command)) {
            assertThat(each.getCommandSpec().optionsMap())
                    .as(each.getCommandSpec().qualifiedName())
                    .containsKeys(
                            "--connect-url",
                            "--mysql-url",
                            "--kafka-bootstrap",
                            "--kafka-config",
                            "--nats-servers",
                            "--nats-config",
                            "--nats-stream",
                            "--manticore-url",
                            "--source",
                            "--bridge",
                            "--sink");
        }
    }

    private static List<CommandLine> leaves(CommandLine command) {
        return command.getSubcommands().isEmpty()
                ? List.of(command)
                : command.getSubcommands().values().stream()
                        .flatMap(each -> leaves(each).stream())
                        .toList();
    }

    @Test
    void failureIsAMessageWithoutAStackTrace() {
        assertThat(command.execute("sync", "--connect-url=http://127.0.0.1:1")).isEqualTo(ExitCodes.FAILED);
        assertThat(err.toString())
                .startsWith("Not finished: ")
                .contains("--connect-url")
                .hasLineCount(1);
    }
}
