package io.millrace.status;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Tells which workers have been away for so long that Connect has given what they ran to others. What still has the status of
 * running there runs nowhere: a worker that was frozen takes its tasks back as they were when the one that replaced it ends,
 * and one of them may have failed meanwhile, which Connect then does not record. Not thread-safe.
 */
final class AbsentWorkers implements Predicate<String> {
    private static final int CONNECT_TIMEOUT_MS = 1000;

    private final Predicate<String> answers;
    private final Duration patience;
    private final LongSupplier clock;
    private final Map<String, Long> silentSince = new HashMap<>();

    /**
     * @param answers whether the worker with an id does
     * @param patience longer than Connect waits for a worker to come back
     * @param clock like {@link System#nanoTime}
     */
    AbsentWorkers(Predicate<String> answers, Duration patience, LongSupplier clock) {
        this.answers = answers;
        this.patience = patience;
        this.clock = clock;
    }

    /** @param workerId as the status of a task has it */
    @Override
    public boolean test(String workerId) {
        if (answers.test(workerId)) {
            silentSince.remove(workerId);
            return false;
        }
        long now = clock.getAsLong();
        return now - silentSince.computeIfAbsent(workerId, any -> now) >= patience.toNanos();
    }

    /** Whether something listens at the address that a worker advertises, which is its id. */
    static boolean listens(String workerId) {
        int colon = workerId.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(
                            workerId.substring(0, Math.max(colon, 0)), Integer.parseInt(workerId.substring(colon + 1))),
                    CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException e) {
            return false;
        } catch (IllegalArgumentException e) {
            // Not an address, so nothing is known.
            return true;
        }
    }
}
