package io.millrace.fault.checker;

import io.millrace.command.audit.AuditCommand;
import io.millrace.fault.pipeline.TestedPipeline;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/** What {@code ./millrace audit} says of tables. */
final class AuditOfTables {
    private static final int FAILED = 3;

    private AuditOfTables() {}

    /** What is wrong with them; empty if they equal their index. */
    static Optional<String> compare(TestedPipeline pipeline, Collection<String> tables) {
        return run(pipeline, tables, List.of());
    }

    /** What is wrong with them after what differed was mended. */
    static Optional<String> repair(TestedPipeline pipeline, Collection<String> tables) {
        return run(pipeline, tables, List.of("--repair"));
    }

    private static Optional<String> run(TestedPipeline pipeline, Collection<String> tables, List<String> options) {
        if (tables.isEmpty()) {
            return Optional.empty();
        }
        StringWriter output = new StringWriter();
        CommandLine command = new CommandLine(new AuditCommand())
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(output, true))
                .setExecutionExceptionHandler((failure, line, parsed) -> {
                    failure.printStackTrace(line.getErr());
                    return FAILED;
                });
        // All addresses, since the environment may name other servers.
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of(
                "--connect-url=" + pipeline.connectUrl(),
                "--mysql-url=" + pipeline.mysqlUrl(),
                "--kafka-bootstrap=" + pipeline.kafkaBootstrap(),
                "--nats-servers=" + pipeline.natsUrl(),
                "--manticore-url=" + pipeline.manticoreUrl()));
        tables.forEach(table -> arguments.add(TestedPipeline.DATABASE + '.' + table));
        int exitCode = command.execute(arguments.toArray(new String[0]));
        return exitCode == 0 ? Optional.empty() : Optional.of("The audit ended with " + exitCode + ":\n" + output);
    }
}
