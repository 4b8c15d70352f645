package io.millrace.command.rebuild;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.manticore.rebuild.RebuildException;
import io.millrace.state.ConnectClient;
import io.millrace.state.StateException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The tasks of the sink on the worker. */
final class RunningTasks {
    private static final Duration INTERVAL = Duration.ofMillis(500);

    /** How long the worker may report the failure that is over. */
    private static final Duration RESTART = Duration.ofSeconds(30);

    private final ConnectClient connect;
    private final String sink;
    private final Duration timeout;
    private Optional<Long> restarted = Optional.empty();

    RunningTasks(ConnectClient connect, String sink, Duration timeout) {
        this.connect = connect;
        this.sink = sink;
        this.timeout = timeout;
    }

    boolean haveFailed() throws InterruptedException {
        try {
            connect.isRunning(sink);
            return false;
        } catch (StateException failed) {
            return true;
        }
    }

    /** The partitions that are read now. Waits while the worker moves tasks; those that have failed are restarted once. */
    Set<Integer> partitions() throws InterruptedException {
        long deadline = System.nanoTime() + timeout.toNanos();
        while (!isRunning()) {
            String state = connect.state(sink);
            if (state.equals("PAUSED") || state.equals("STOPPED")) {
                throw new RebuildException("Connector " + sink + " is " + state
                        + ", so nothing is written; resume it, and run this again");
            }
            if (System.nanoTime() - deadline > 0) {
                throw new RebuildException("Connector " + sink + " is " + state + " and has no running tasks");
            }
            Thread.sleep(INTERVAL.toMillis());
        }
        Set<Integer> partitions = new TreeSet<>();
        for (JsonNode task : connect.tasks(sink)) {
            Arrays.stream(task.at("/config/task.partitions").asText().split(","))
                    .filter(number -> !number.isEmpty())
                    .forEach(number -> partitions.add(Integer.valueOf(number)));
        }
        return partitions;
    }

    /** A task that has failed for the table's sake works when the table is being rebuilt. */
    private boolean isRunning() throws InterruptedException {
        try {
            return connect.isRunning(sink);
        } catch (StateException failed) {
            if (restarted.isEmpty()) {
                restarted = Optional.of(System.nanoTime());
                connect.restartFailed(sink);
            } else if (System.nanoTime() - restarted.get() > RESTART.toNanos()) {
                throw new RebuildException(String.valueOf(failed.getMessage()));
            }
            return false;
        }
    }

    /** Changes one setting of the connector; an empty value removes it. */
    void configure(String setting, String value) throws InterruptedException {
        connect.configure(sink, setting, value);
    }
}
