package io.millrace.command.letters;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./millrace dead-letters}. */
@Command(
        name = "dead-letters",
        subcommands = {
            ListLettersCommand.class,
            ShowLettersCommand.class,
            ResendLettersCommand.class,
            DropLettersCommand.class
        },
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Shows the events that the bridge or the sink could not use, resends or forgets them.",
            "docs/dead-letters.md says more.",
            ""
        },
        commandListHeading = "%nCommands:%n",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done, and no letter is left open that the command was asked about",
            " 1:list: there are open letters; resend: not every letter arrived",
            " 2:invalid arguments",
            " 3:it could not be done"
        })
public final class DeadLettersCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing: list, show, resend or drop.");
    }
}
