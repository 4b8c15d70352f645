package io.millrace.command.letters;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.millrace.command.console.ExitCodes;
import io.millrace.command.console.NumberOption;
import io.millrace.command.service.PipelineServers;
import io.millrace.command.service.ServiceAddresses;
import io.millrace.state.letters.LetterContent;
import io.millrace.state.letters.ReportedLetter;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./millrace dead-letters show}. */
@Command(
        name = "show",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {"Shows open letters: the reason, where the original is, and the event with its columns.", ""},
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:shown", " 2:invalid arguments", " 3:it could not be done"})
final class ShowLettersCommand implements Callable<Integer> {
    private static final int SHORT_VALUE = 200;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LetterSelection selection = new LetterSelection();

    @Option(
            names = "--limit",
            paramLabel = "COUNT",
            defaultValue = "10",
            description = "How many letters to show, the oldest first. Default: 10.")
    private int limit;

    @Option(names = "--json", description = "Prints one JSON array instead of text, with values of any length.")
    private boolean json;

    @Mixin
    private ServiceAddresses addresses = new ServiceAddresses();

    @Override
    public Integer call() throws Exception {
        NumberOption.require(spec, "--limit", limit, 0, Integer.MAX_VALUE);
        PrintWriter out = spec.commandLine().getOut();
        try (PipelineLetters letters = PipelineLetters.open(new PipelineServers(addresses))) {
            List<ReportedLetter> selected = selection.of(letters.open());
            LetterView view = new LetterView(
                    new LetterContent(letters.kafka(), letters.nats()), json ? Integer.MAX_VALUE : SHORT_VALUE);
            ArrayNode all = new ObjectMapper().createArrayNode();
            for (ReportedLetter letter : selected.subList(0, Math.min(limit, selected.size()))) {
                if (json) {
                    all.add(view.json(letter, letters.topicOf(letter).record(letter.id())));
                } else {
                    view.print(out, letter, letters.topicOf(letter).record(letter.id()));
                }
            }
            if (json) {
                out.println(all.toPrettyString());
            } else if (selected.size() > limit) {
                out.println(LetterListReport.letters(selected.size() - limit) + " more; --limit shows them");
            }
            out.flush();
            return ExitCodes.OK;
        }
    }
}
