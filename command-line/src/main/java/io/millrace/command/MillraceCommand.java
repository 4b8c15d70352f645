package io.millrace.command;

import io.millrace.command.audit.AuditCommand;
import io.millrace.command.console.ExitCodes;
import io.millrace.command.doctor.DoctorCommand;
import io.millrace.command.letters.DeadLettersCommand;
import io.millrace.command.rebuild.RebuildCommand;
import io.millrace.command.status.StatusCommand;
import io.millrace.command.sync.SyncCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/** {@code ./millrace}: runs the command that its first argument names, and exits with that command's exit code. */
@Command(
        name = "./millrace",
        subcommands = {
            StatusCommand.class,
            DoctorCommand.class,
            SyncCommand.class,
            AuditCommand.class,
            RebuildCommand.class,
            DeadLettersCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        description = "Operates the pipeline from MySQL and Cassandra through NATS to Manticore.",
        descriptionHeading = "%n",
        optionListHeading = "%n",
        commandListHeading = "%nCommands:%n",
        footer = {"", "./millrace COMMAND --help describes a command."})
public final class MillraceCommand implements Runnable {
    private static final int WIDTH = 80;

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
                .setUsageHelpWidth(WIDTH)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((failure, arguments) -> {
                    CommandLine command = failure.getCommandLine();
                    command.getErr().println(failure.getMessage());
                    UnmatchedArgumentException.printSuggestions(failure, command.getErr());
                    command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help.");
                    return ExitCodes.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr()
                            .println(
                                    "Not finished: " + (failure.getMessage() == null ? failure : failure.getMessage()));
                    return ExitCodes.FAILED;
                });
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing.");
    }
}
