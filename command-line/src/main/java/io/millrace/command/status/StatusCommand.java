package io.millrace.command.status;

import io.millrace.command.console.ExitCodes;
import io.millrace.command.service.ServiceAddresses;
import io.millrace.state.ConnectClient;
import io.millrace.state.HttpAddress;
import io.millrace.state.KafkaServers;
import io.millrace.state.Placeholders;
import io.millrace.state.snapshot.GivenServers;
import io.millrace.state.snapshot.PipelineSnapshot;
import io.millrace.state.snapshot.PipelineWorker;
import io.millrace.state.snapshot.Remedies;
import io.millrace.state.snapshot.SnapshotJson;
import io.millrace.state.snapshot.SnapshotReader;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./millrace status}. */
@Command(
        name = "status",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Shows the pipeline on one screen, and changes nothing.",
            "There are the connectors, what waits before each of them, tables, dead letters, and tables to be audited."
                    + " A server that does not answer within five seconds is named, and the rest is shown.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {" 0:all is well", " 1:something needs a person", " 2:invalid arguments"})
public final class StatusCommand implements Callable<Integer> {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final String CLEAR = "\u001b[H\u001b[2J";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServiceAddresses addresses = new ServiceAddresses();

    @Option(names = "--json", description = "Prints one JSON object instead of text.")
    private boolean json;

    @Option(
            names = "--watch",
            paramLabel = "SECONDS",
            arity = "0..1",
            fallbackValue = "2",
            description = "Shows it again every so many seconds, 2 by default, until you press Ctrl-C.")
    private @Nullable Integer watch;

    @Override
    public Integer call() throws Exception {
        PipelineWorker worker =
                PipelineWorker.remote(new ConnectClient(addresses.connect()), new Placeholders(System.getenv()));
        try (SnapshotReader reader = new SnapshotReader(worker, given(), Remedies.OF_COMMANDS, LIMIT)) {
            PipelineSnapshot snapshot = show(reader);
            while (watch != null) {
                TimeUnit.SECONDS.sleep(Math.max(1, watch));
                snapshot = show(reader);
            }
            return snapshot.isWell() ? ExitCodes.OK : ExitCodes.DIFFERENT;
        }
    }

    private PipelineSnapshot show(SnapshotReader reader) throws InterruptedException {
        boolean terminal = Help.Ansi.AUTO.enabled();
        PipelineSnapshot snapshot = reader.read();
        PrintWriter out = spec.commandLine().getOut();
        String url = HttpAddress.visible(addresses.connectUrl());
        if (json) {
            out.println(SnapshotJson.of(snapshot, url).toPrettyString());
        } else {
            if (watch != null) {
                out.print(terminal ? CLEAR : System.lineSeparator());
            }
            new StatusScreen(snapshot, url, ScreenText.forTerminal(terminal))
                    .lines()
                    .forEach(out::println);
        }
        out.flush();
        return snapshot;
    }

    private GivenServers given() {
        return new GivenServers(
                addresses.givenNats(),
                addresses.givenStream(),
                addresses
                        .givenKafka()
                        .map(servers -> new KafkaServers(
                                servers, addresses.givenKafkaSettings().orElse(Map.of()))),
                addresses.givenManticoreUrl());
    }
}
