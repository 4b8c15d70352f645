package io.millrace.command.letters;

import io.millrace.command.console.ExitCodes;
import io.millrace.command.service.PipelineServers;
import io.millrace.command.service.ServiceAddresses;
import io.millrace.state.letters.LetterGroup;
import io.millrace.state.letters.OriginBounds;
import io.millrace.state.letters.ReportedLetter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./millrace dead-letters list}. */
@Command(
        name = "list",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {"Lists the open letters by table and reason: those that were neither resent nor dropped.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:there are none", " 1:there are some", " 2:invalid arguments", " 3:it could not be done"})
final class ListLettersCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServiceAddresses addresses = new ServiceAddresses();

    @Option(names = "--json", description = "Prints one JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        try (PipelineLetters letters = PipelineLetters.open(new PipelineServers(addresses))) {
            List<ReportedLetter> open = letters.open();
            LetterListReport report =
                    new LetterListReport(LetterGroup.of(open), new OriginBounds(letters.kafka(), letters.nats()));
            if (json) {
                report.printJson(spec.commandLine().getOut());
            } else {
                report.print(spec.commandLine().getOut());
            }
            return open.isEmpty() ? ExitCodes.OK : ExitCodes.DIFFERENT;
        }
    }
}
