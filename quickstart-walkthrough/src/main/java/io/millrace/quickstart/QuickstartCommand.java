package io.millrace.quickstart;

import io.millrace.local.Checkout;
import io.millrace.local.Directories;
import io.millrace.local.Leftovers;
import io.millrace.local.LocalPort;
import io.millrace.local.LocalServices;
import io.millrace.local.ManticoreServer;
import io.millrace.local.PluginFolder;
import io.millrace.local.Service;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The part of {@code ./quickstart} that runs after the build. */
@Command(name = "quickstart")
final class QuickstartCommand implements Callable<Integer> {
    private final Path directory = Checkout.root().resolve("target/quickstart");
    private final WalkthroughOutput output = new WalkthroughOutput(System.out);

    @Option(names = "--check", description = "Stops everything once the changes have arrived.")
    private boolean check;

    /** After Ctrl-C a server that does not answer is no failure. */
    private volatile boolean stopping;

    private QuickstartCommand() {}

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new QuickstartCommand()).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        try (FileChannel lock = openLock()) {
            if (lock.tryLock() == null) {
                output.heading("A quickstart is already running in this checkout. Stop it with Ctrl-C first.");
                return CommandLine.ExitCode.SOFTWARE;
            }
            Leftovers.end(directory);
            Directories.delete(directory);
            run();
            return CommandLine.ExitCode.OK;
        } catch (RuntimeException failure) {
            if (stopping) {
                return CommandLine.ExitCode.SOFTWARE;
            }
            output.heading("Failed: " + failure.getMessage());
            new ConnectLog(directory.resolve("connect/connect.log"))
                    .lastProblems()
                    .forEach(output::line);
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void run() throws InterruptedException {
        output.heading("Servers (data and logs in " + relative(directory) + ")");
        try (LocalServices services = startServices();
                Walkthrough walkthrough = new Walkthrough(services.endpoints(), output)) {
            Thread stop = new Thread(() -> {
                stopping = true;
                output.heading("Stopping the servers.");
                walkthrough.close();
                services.close();
            });
            Runtime.getRuntime().addShutdownHook(stop);
            try {
                walkthrough.run();
                if (!check) {
                    walkthrough.printSuggestions();
                    new CountDownLatch(1).await();
                }
            } finally {
                if (!stopping) {
                    Runtime.getRuntime().removeShutdownHook(stop);
                }
            }
        }
        boolean allStarted = Arrays.stream(Service.values())
                .allMatch(service -> service.given().isEmpty());
        output.heading("All three changes arrived. "
                + (allStarted
                        ? "All servers are stopped."
                        : "The servers that were started are stopped; external servers keep the sample data."));
    }

    private LocalServices startServices() {
        List<Path> zips = Stream.of(
                        "nats-bridge-connector", "manticore-sink-connector", "status-extension", "index-audit")
                .map(PluginFolder::builtZip)
                .toList();
        Path plugins = PluginFolder.unpack(directory.resolve("plugins"), zips);
        return LocalServices.start(
                new LocalServices.Options(directory, List.of(plugins), QuickstartCommand::port, this::tell));
    }

    /** The port that ./services uses, so that the suggested commands stay the same; another one if it is in use. */
    private static int port(Service service) {
        return LocalPort.isFree(service.port()) ? service.port() : LocalPort.free();
    }

    private void tell(Service service, String address, Optional<Duration> time) {
        boolean standIn = service == Service.MANTICORE && ManticoreServer.isStandIn();
        output.done(
                standIn ? "Manticore (stand-in)" : service.title(),
                WalkthroughOutput.withoutPassword(address),
                time.map(WalkthroughOutput::seconds).orElse("external"));
    }

    private static FileChannel openLock() throws IOException {
        Path file = Checkout.root().resolve("target/quickstart.lock");
        Files.createDirectories(file.getParent());
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    private static Path relative(Path path) {
        return Checkout.root().relativize(path);
    }
}
