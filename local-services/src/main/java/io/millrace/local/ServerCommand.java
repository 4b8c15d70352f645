package io.millrace.local;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a server is started and when it counts as started.
 *
 * @param name what messages call it
 * @param log the file that gets what it prints, appended to by every start
 * @param environment added to this process's own
 */
record ServerCommand(
        String name, List<String> command, Map<String, String> environment, Path log, Probe probe, Duration limit) {
    /** For what only has to run to its end. */
    static final Probe NO_PROBE = () -> {};

    private static final Duration LIMIT = Duration.ofSeconds(120);

    ServerCommand(String name, List<String> command, Path log, Probe probe) {
        this(name, command, Map.of(), log, probe, LIMIT);
    }

    ServerCommand withEnvironment(Map<String, String> variables) {
        return new ServerCommand(name, command, Map.copyOf(variables), log, probe, limit);
    }

    /** Asks the server something that only a working one answers. */
    interface Probe {
        /** @throws Exception as long as it does not answer */
        void check() throws Exception;
    }
}
