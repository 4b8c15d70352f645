package io.millrace.command.letters;

import io.millrace.command.console.CommandException;
import io.millrace.command.console.ExitCodes;
import io.millrace.command.service.PipelineServers;
import io.millrace.command.service.ServiceAddresses;
import io.millrace.state.letters.ReportedLetter;
import java.io.Console;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ./millrace dead-letters drop}. */
@Command(
        name = "drop",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Forgets open letters: they are no longer listed or counted. Kafka keeps the records for its retention.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:forgotten", " 2:invalid arguments", " 3:it could not be done, or was not confirmed"})
final class DropLettersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LetterSelection selection = new LetterSelection();

    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    @Mixin
    private ServiceAddresses addresses = new ServiceAddresses();

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        try (PipelineLetters letters = PipelineLetters.open(new PipelineServers(addresses))) {
            List<ReportedLetter> selected = selection.of(letters.open());
            if (!selected.isEmpty() && !yes) {
                confirm(selected.size());
            }
            for (ReportedLetter letter : selected) {
                letters.topicOf(letter).settle(letter, "dropped");
            }
            out.println("Dropped " + LetterListReport.letters(selected.size()));
            out.flush();
            return ExitCodes.OK;
        }
    }

    private void confirm(int count) {
        Console console = System.console();
        if (console == null) {
            throw new ParameterException(
                    spec.commandLine(), "Would drop " + LetterListReport.letters(count) + "; confirm it with --yes.");
        }
        String answer = console.readLine("Drop %s? [y/N] ", LetterListReport.letters(count));
        if (answer == null || !answer.strip().toLowerCase(Locale.ROOT).startsWith("y")) {
            throw new CommandException("Nothing was dropped");
        }
    }
}
