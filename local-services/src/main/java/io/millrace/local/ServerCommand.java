package io.millrace.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How to start a server, and when it counts as started.
 *
 * @param name the server's name in messages
 * @param log the file to which its output is appended
 * @param environment variables added to this process's environment
 */
record ServerCommand(
        String name, List<String> command, Map<String, String> environment, Path log, Probe probe, Duration limit) {
    /** For a program that runs to completion. */
    static final Probe NO_PROBE = () -> {};

    private static final Duration LIMIT = Duration.ofMinutes(5);

    ServerCommand(String name, List<String> command, Path log, Probe probe) {
        this(name, command, Map.of(), log, probe, LIMIT);
    }

    ServerCommand withEnvironment(Map<String, String> variables) {
        return new ServerCommand(name, command, Map.copyOf(variables), log, probe, limit);
    }

    /** Sends the server a request that only a working one answers. */
    interface Probe {
        /** @throws Exception while it does not answer */
        void check() throws Exception;
    }
}
