package io.millrace.command.doctor;

import io.millrace.command.console.ExitCodes;
import io.millrace.command.console.NumberOption;
import io.millrace.command.service.ServiceAddresses;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code ./millrace doctor}. */
@Command(
        name = "doctor",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Checks a running or a planned pipeline from end to end, and changes nothing.",
            "Says of each finding what is wrong, why that matters, and the line that mends it. The address of Connect"
                    + " is enough where the connectors' configurations name the rest; the other options take precedence"
                    + " over these. docs/operations.md lists what is checked.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:nothing worse than a note",
            " 1:warnings",
            " 2:invalid arguments",
            " 3:errors, or the examination could not be finished"
        })
public final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ServiceAddresses addresses = new ServiceAddresses();

    @Option(
            names = "--nats-monitor-url",
            paramLabel = "URL",
            description = "The monitoring port of the NATS server, which shows sync_interval. Default: port 8222 of the"
                    + " server, if it answers.")
    private @Nullable String natsMonitor;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            arity = "1..*",
            description =
                    "Planned connectors, one JSON file each as in connect-config. The connectors that run are checked"
                            + " where none is planned in their place.")
    private List<Path> files = List.of();

    @Option(
            names = "--row-size-seconds",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description =
                    "How long to read tables for their largest rows, and again for values that stop Debezium; 0: not at"
                            + " all. Default: 10.")
    private int rowSizeSeconds;

    @Option(names = "--json", description = "Prints one JSON object instead of text.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        NumberOption.require(spec, "--row-size-seconds", rowSizeSeconds, 0, Integer.MAX_VALUE);
        Doctor.Options options =
                new Doctor.Options(Optional.ofNullable(natsMonitor), Duration.ofSeconds(rowSizeSeconds));
        Diagnosis diagnosis = new Doctor(addresses, options).examine(PlannedConnectors.read(files));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            new DoctorReport(diagnosis).printJson(out);
        } else {
            new DoctorReport(diagnosis).print(out, Help.Ansi.AUTO.enabled());
        }
        if (diagnosis.count(Severity.ERROR) > 0) {
            return ExitCodes.FAILED;
        }
        return diagnosis.count(Severity.WARNING) > 0 ? ExitCodes.DIFFERENT : ExitCodes.OK;
    }
}
