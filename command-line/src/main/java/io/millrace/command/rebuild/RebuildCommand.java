package io.millrace.command.rebuild;

import io.millrace.command.console.ExitCodes;
import io.millrace.command.console.NumberOption;
import io.millrace.command.service.PipelineServers;
import io.millrace.command.service.ServiceAddresses;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ./millrace rebuild}. */
@Command(
        name = "rebuild",
        sortOptions = false,
        abbreviateSynopsis = true,
        description = {
            "Builds a table in Manticore again: with another mapping, after its key was redefined, or since it was set aside.",
            "Until the new table has every row and equals its source, row by row, searches find the old one, which"
                    + " stays current.",
            "Run again, it continues where it ended. docs/rebuild.md describes each step.",
            ""
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:every table was rebuilt and equals its source, or each rebuild was ended with --abort",
            " 1:a table was filled and differs from its source, or could not be compared after it was rebuilt",
            " 2:invalid arguments",
            " 3:a step failed; the message says whether to continue or to end the rebuild with --abort"
        })
public final class RebuildCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(
            arity = "1..*",
            paramLabel = "TABLE",
            description = "Tables of the source, as database.table; source.database.table if two sources have it.")
    private List<String> tables = List.of();

    @Mixin
    private ServiceAddresses addresses = new ServiceAddresses();

    @Option(
            names = "--mapping",
            paramLabel = "TEXT",
            description =
                    "What the sink's setting of the table is to be, as docs/mapping.md describes it: '(size string, *)'."
                            + " Default: as it is. Connect is told of it when the new table is in place.")
    private @Nullable String mapping;

    @Option(names = "--abort", description = "Ends a rebuild that is under way, and leaves the table as it is.")
    private boolean abort;

    @Option(
            names = "--filled",
            description =
                    "For tables that are not read from MySQL: every row was sent again after this command asked for"
                            + " it.")
    private boolean filled;

    @Option(
            names = "--timeout-minutes",
            paramLabel = "MINUTES",
            defaultValue = "1440",
            description = "How long to wait in each step. Default: 1440 (one day).")
    private long minutes;

    @Override
    public Integer call() throws Exception {
        NumberOption.require(spec, "--timeout-minutes", minutes, 0, NumberOption.MOST_MINUTES);
        if (mapping != null && (abort || tables.size() > 1)) {
            throw new ParameterException(spec.commandLine(), "--mapping is for the rebuild of one table.");
        }
        try (RebuildRun run =
                RebuildRun.open(new PipelineServers(addresses), Duration.ofMinutes(minutes), filled, System.out)) {
            if (abort) {
                run.abort(tables);
                return ExitCodes.OK;
            }
            return run.rebuild(tables, Optional.ofNullable(mapping)) ? ExitCodes.OK : ExitCodes.DIFFERENT;
        } catch (ShadowDiffersException e) {
            spec.commandLine().getErr().println("Not finished: " + e.getMessage());
            return ExitCodes.DIFFERENT;
        }
    }
}
