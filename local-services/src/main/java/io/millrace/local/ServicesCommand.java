package io.millrace.local;

import java.io.PrintStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ScopeType;

/** {@code ./services}: the servers without the pipeline, for development. */
@Command(
        name = "./services",
        synopsisSubcommandLabel = "COMMAND",
        description = "Starts and stops the servers of the pipeline, in the background and on fixed ports.",
        descriptionHeading = "%n",
        optionListHeading = "%n",
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "To use a server that is already running, set its variable:",
            "  MILLRACE_MYSQL_URL=mysql://user:password@host:port",
            "  MILLRACE_NATS_URL, MILLRACE_KAFKA_BOOTSTRAP, MILLRACE_MANTICORE_URL",
            "  MILLRACE_CONNECT_URL (requires all the others)"
        })
final class ServicesCommand {
    private static final int WIDTH = 110;
    private static final List<String> PLUGINS = List.of("nats-bridge-connector", "manticore-sink-connector");

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final Path directory = Checkout.root().resolve("target/services");
    private final Supervisor supervisor = new Supervisor(directory);

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Shows this help.")
    private boolean help;

    private ServicesCommand() {}

    public static void main(String[] arguments) {
        CommandLine commandLine = new CommandLine(new ServicesCommand())
                .setUsageHelpWidth(WIDTH)
                .setParameterExceptionHandler((failure, words) -> {
                    CommandLine command = failure.getCommandLine();
                    command.getErr().println(failure.getMessage());
                    command.getErr().println("See " + command.getCommandSpec().qualifiedName() + " --help.");
                    return CommandLine.ExitCode.USAGE;
                })
                .setExecutionExceptionHandler((failure, command, parsed) -> {
                    command.getErr().println(failure.getMessage());
                    return CommandLine.ExitCode.SOFTWARE;
                });
        System.exit(commandLine.execute(arguments));
    }

    @Command(description = "Starts the servers and prints their addresses as VARIABLE=value lines.")
    int up() {
        if (supervisor.endpoints().isEmpty()) {
            if (supervisor.isRunning()) {
                throw new IllegalStateException("Another ./services up is already starting the servers.");
            }
            requireFreePorts();
            supervisor.start(superviseCommand(), err);
        }
        print(supervisor.endpoints().orElseThrow());
        return CommandLine.ExitCode.OK;
    }

    @Command(description = "Stops the servers that up started. Their data stays in target/services.")
    int down() {
        supervisor.stop();
        return CommandLine.ExitCode.OK;
    }

    @Command(description = "Prints the addresses of the servers; exits with 1 if one is down.")
    int status() {
        Optional<Map<String, String>> endpoints = supervisor.endpoints();
        if (endpoints.isEmpty()) {
            err.println("The servers are down. Start them with ./services up.");
            return CommandLine.ExitCode.SOFTWARE;
        }
        print(endpoints.get());
        List<String> silent = endpoints.get().entrySet().stream()
                .filter(endpoint -> !LocalPort.answers(endpoint.getValue()))
                .map(Map.Entry::getKey)
                .toList();
        silent.forEach(variable -> err.println("Nothing answers at " + variable));
        return silent.isEmpty() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    @Command(description = "Runs a statement in MySQL: the server in MILLRACE_MYSQL_URL, else the one that up starts.")
    int sql(@Parameters(paramLabel = "STATEMENT") String statement) throws SQLException {
        MySqlAddress mysql = Service.MYSQL.given().map(MySqlAddress::parse).orElseGet(MySqlServer::usual);
        try (Connection connection = DriverManager.getConnection(mysql.jdbcUrl(""));
                Statement session = connection.createStatement()) {
            if (session.execute(statement)) {
                print(session.getResultSet());
            } else {
                out.println(session.getUpdateCount() + " row(s) changed");
            }
        } catch (SQLRecoverableException e) {
            throw new IllegalStateException(
                    "No connection to MySQL at %s:%d. Start it with ./services up or ./quickstart, or set %s."
                            .formatted(mysql.host(), mysql.port(), Service.MYSQL.variable()),
                    e);
        }
        return CommandLine.ExitCode.OK;
    }

    @Command(hidden = true, description = "Runs the servers in the foreground.")
    int supervise() throws InterruptedException {
        List<Path> zips = PLUGINS.stream().map(PluginFolder::builtZip).toList();
        Path plugins = PluginFolder.unpack(directory.resolve("plugins"), zips);
        LocalServices services =
                LocalServices.start(new LocalServices.Options(directory, List.of(plugins), Service::port, this::tell));
        Runtime.getRuntime().addShutdownHook(new Thread(services::close));
        supervisor.publish(services.endpoints().variables());
        new CountDownLatch(1).await();
        return CommandLine.ExitCode.OK;
    }

    private void print(ResultSet rows) throws SQLException {
        int columns = rows.getMetaData().getColumnCount();
        while (rows.next()) {
            List<String> values = new ArrayList<>();
            for (int column = 1; column <= columns; column++) {
                values.add(String.valueOf(rows.getString(column)));
            }
            out.println(String.join("\t", values));
        }
    }

    private static List<String> superviseCommand() {
        List<String> command = new ArrayList<>();
        // In a new session, so that Ctrl-C and closing the terminal do not reach it.
        ServerFiles.onPath("setsid").ifPresent(setsid -> command.add(setsid.toString()));
        command.addAll(new JavaCommand(
                        System.getProperty("java.class.path"),
                        List.of("-Xmx64m", "-Dorg.slf4j.simpleLogger.defaultLogLevel=error"))
                .toMain(ServicesCommand.class.getName(), "supervise"));
        return command;
    }

    private static void requireFreePorts() {
        for (Service service : Service.values()) {
            if (service.given().isEmpty() && !LocalPort.isFree(service.port())) {
                throw new IllegalStateException(
                        "Port %d, which %s needs, is in use. Stop the process that listens there, or set %s to use it."
                                .formatted(service.port(), service.title(), service.variable()));
            }
        }
    }

    private void tell(Service service, String address, Optional<Duration> time) {
        out.printf(
                "%-10s %s%n",
                service.title(),
                time.map(taken -> "started in %.1f s".formatted(taken.toMillis() / 1000.0))
                        .orElse("external"));
    }

    private void print(Map<String, String> endpoints) {
        endpoints.forEach((variable, value) -> out.println(variable + "=" + value));
    }
}
