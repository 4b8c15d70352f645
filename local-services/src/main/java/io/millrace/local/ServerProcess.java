package io.millrace.local;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.TimeUnit;

/** A server in a child process, which ends no later than this JVM. */
final class ServerProcess implements LocalServer {
    private static final Duration PROBE_INTERVAL = Duration.ofMillis(25);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(60);
    private static final Deque<Process> RUNNING = new ConcurrentLinkedDeque<>();

    static {
        Runtime.getRuntime().addShutdownHook(new Thread(ServerProcess::endAll, "end-local-servers"));
    }

    private final ServerCommand command;
    private Process process;

    private ServerProcess(ServerCommand command, Process process) {
        this.command = command;
        this.process = process;
    }

    /**
     * Starts the server and waits until it answers. First ends a server that an earlier JVM left running there.
     *
     * @throws ServerFailedException if it ends, or does not answer in time and is therefore ended
     */
    static ServerProcess start(ServerCommand command) {
        endLeftover(PidFile.besideLog(command.log()));
        ServerProcess server = new ServerProcess(command, launch(command));
        server.awaitAnswer();
        return server;
    }

    /**
     * Runs one of a server's tools to completion.
     *
     * @throws ServerFailedException if it fails or takes too long
     */
    static void runToEnd(ServerCommand command) {
        Process process = launch(command);
        boolean ended = awaitEnd(process, command.limit());
        process.destroyForcibly();
        forget(command, process);
        if (!ended) {
            throw new ServerFailedException(
                    command, "did not end within " + command.limit().toSeconds() + " s", null);
        }
        if (process.exitValue() != 0) {
            throw new ServerFailedException(command, "ended with exit code " + process.exitValue(), null);
        }
    }

    /** Ends the process, whether this or an earlier JVM started it, if it is still running. */
    static void endLeftover(PidFile pidFile) {
        pidFile.running().ifPresent(leftover -> {
            leftover.destroyForcibly();
            leftover.onExit()
                    .orTimeout(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        });
        pidFile.delete();
    }

    @Override
    public synchronized void kill() {
        process.destroyForcibly();
        awaitEnd(process, STOP_LIMIT);
        forget(command, process);
    }

    @Override
    public synchronized void stop() {
        process.destroy();
        if (awaitEnd(process, STOP_LIMIT)) {
            forget(command, process);
        } else {
            kill();
        }
    }

    @Override
    public synchronized void restart() {
        stop();
        process = launch(command);
        awaitAnswer();
    }

    synchronized void requireRunning() {
        if (!process.isAlive()) {
            throw new ServerFailedException(command, "ended with exit code " + process.exitValue(), null);
        }
    }

    @Override
    public synchronized void freeze() {
        signal("STOP");
    }

    @Override
    public synchronized void thaw() {
        signal("CONT");
    }

    @Override
    public synchronized Optional<ProcessHandle> process() {
        return Optional.of(process.toHandle());
    }

    private void signal(String name) {
        runToEnd(new ServerCommand(
                "kill",
                List.of("kill", "-" + name, Long.toString(process.pid())),
                command.log().resolveSibling("kill.log"),
                ServerCommand.NO_PROBE));
    }

    private static Process launch(ServerCommand command) {
        ProcessBuilder builder = new ProcessBuilder(inOwnSession(command.command()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(command.log().toFile()));
        builder.environment().putAll(command.environment());
        try {
            Files.createDirectories(command.log().toAbsolutePath().getParent());
            Process process = builder.start();
            RUNNING.push(process);
            PidFile.besideLog(command.log()).write(process.toHandle());
            return process;
        } catch (IOException e) {
            throw new ServerFailedException(command, "could not be started", e);
        }
    }

    /** Keeps the terminal's Ctrl-C from the servers: this JVM stops them in an order in which none waits for another. */
    private static List<String> inOwnSession(List<String> command) {
        List<String> whole = new ArrayList<>();
        ServerFiles.onPath("setsid").ifPresent(setsid -> whole.add(setsid.toString()));
        whole.addAll(command);
        return whole;
    }

    private static void forget(ServerCommand command, Process process) {
        RUNNING.remove(process);
        PidFile.besideLog(command.log()).delete();
    }

    private void awaitAnswer() {
        Instant deadline = Instant.now().plus(command.limit());
        while (true) {
            try {
                command.probe().check();
                return;
            } catch (Exception notYet) {
                if (awaitEnd(process, PROBE_INTERVAL)) {
                    forget(command, process);
                    throw new ServerFailedException(command, "ended with exit code " + process.exitValue(), notYet);
                }
                if (Instant.now().isAfter(deadline)) {
                    kill();
                    throw new ServerFailedException(
                            command, "did not answer within " + command.limit().toSeconds() + " s", notYet);
                }
            }
        }
    }

    /** Whether it ends within that time. If the wait is interrupted, ends the process, since nobody else will. */
    private static boolean awaitEnd(Process process, Duration limit) {
        try {
            return process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            process.destroyForcibly();
            throw new IllegalStateException("Interrupted while waiting for process " + process.pid(), e);
        }
    }

    /** In reverse order: a server uses those started before it, and would wait for them to return. */
    private static void endAll() {
        for (Process process : RUNNING) {
            process.destroy();
            if (!awaitEnd(process, STOP_LIMIT)) {
                process.destroyForcibly();
            }
        }
    }
}
