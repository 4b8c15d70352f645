package io.millrace.command;

import io.millrace.command.console.ExitCodes;
import io.millrace.command.sync.SyncCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** {@code ./millrace}: runs the command that its first argument names, and exits with that command's exit code. */
@Command(
        name = "./millrace",
        subcommands = SyncCommand.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Operates the pipeline from MySQL and Cassandra through NATS to Manticore.",
        footer = "%n./millrace COMMAND --help describes a command.")
public final class MillraceCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    private boolean help;

    private MillraceCommand() {}

    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    static CommandLine commandLine() {
        return new CommandLine(new MillraceCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr()
                            .println(
                                    "Not finished: " + (failure.getMessage() == null ? failure : failure.getMessage()));
                    return ExitCodes.FAILED;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command was given.");
    }
}
