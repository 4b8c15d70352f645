package io.millrace.command.letters;

import io.millrace.command.console.ExitCodes;
import io.millrace.command.console.NumberOption;
import io.millrace.command.service.PipelineServers;
import io.millrace.command.service.ServiceAddresses;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.letters.LetterFate;
import io.millrace.state.letters.LetterFate.FateKind;
import io.millrace.state.letters.LetterSender;
import io.millrace.state.letters.LetterTracker;
import io.millrace.state.letters.LetterTracker.IndexVersions;
import io.millrace.state.letters.ReportedLetter;
import io.millrace.state.letters.SentLetter;
import io.millrace.state.letters.UnsendableException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./millrace dead-letters resend}. */
@Command(
        name = "resend",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Sends open letters through the pipeline again, once their cause is gone, and says what became of each.",
            "An event keeps its id, so nothing newer is overwritten.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:the index has every one of them, or something newer",
            " 1:some could not be resent, were refused again, or have not arrived yet",
            " 2:invalid arguments",
            " 3:it could not be done; letters that were not resent are still open"
        })
final class ResendLettersCommand implements Callable<Integer> {
    private static final long INTERVAL_MS = 500;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private LetterSelection selection = new LetterSelection();

    @Option(
            names = "--wait-seconds",
            paramLabel = "SECONDS",
            defaultValue = "60",
            description = "How long to wait for what becomes of them after the last was sent. Default: 60.")
    private long waitSeconds;

    @Option(names = "--json", description = "Prints one JSON object instead of text.")
    private boolean json;

    @Mixin
    private ServiceAddresses addresses = new ServiceAddresses();

    @Override
    public Integer call() throws Exception {
        NumberOption.require(spec, "--wait-seconds", waitSeconds, 0, NumberOption.MOST_SECONDS);
        PipelineServers servers = new PipelineServers(addresses);
        try (PipelineLetters letters = PipelineLetters.open(servers)) {
            String stream = servers.addresses().stream();
            Optional<ConfiguredConnector> sink = servers.find(Role.MANTICORE_SINK);
            // A sink whose configuration cannot be read is told before a letter is sent.
            IndexVersions versions = sink.isPresent() ? new DocumentVersions(servers) : IndexVersions.NONE;
            ResendReport report = new ResendReport(spec.commandLine().getOut(), json);
            LetterSender sender = new LetterSender(letters.kafka(), letters.nats(), stream);
            for (ReportedLetter letter : selection.of(letters.open())) {
                send(sender, letters, letter, report);
            }
            follow(
                    new LetterTracker(
                            letters.nats(), stream, sink.map(ConfiguredConnector::name), letters.topics(), versions),
                    report);
            report.end();
            return report.isGood() ? ExitCodes.OK : ExitCodes.DIFFERENT;
        }
    }

    /** A letter counts as dealt with once Kafka has it: from there it arrives, or becomes another letter. */
    private static void send(LetterSender sender, PipelineLetters letters, ReportedLetter letter, ResendReport report) {
        try {
            SentLetter sent = sender.send(
                    letter,
                    letters.topicOf(letter)
                            .record(letter.id())
                            .orElseThrow(() -> new UnsendableException("Kafka has deleted it meanwhile")));
            letters.topicOf(letter).settle(letter, "resent as " + sent.place());
            report.sent(sent);
        } catch (UnsendableException e) {
            report.fate(letter, new LetterFate(FateKind.UNSENDABLE, String.valueOf(e.getMessage())));
        }
    }

    private void follow(LetterTracker tracker, ResendReport report) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(waitSeconds).toNanos();
        while (true) {
            boolean last = System.nanoTime() - deadline > 0;
            for (SentLetter sent : List.copyOf(report.awaited())) {
                LetterFate fate = tracker.of(sent);
                if (last || fate.kind() != FateKind.UNDER_WAY) {
                    report.fate(sent.letter(), fate);
                }
            }
            if (report.awaited().isEmpty()) {
                return;
            }
            Thread.sleep(INTERVAL_MS);
        }
    }
}
