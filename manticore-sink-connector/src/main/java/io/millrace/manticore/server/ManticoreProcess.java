package io.millrace.manticore.server;

import java.net.URI;
import java.time.Duration;

/**
 * The server process behind a URL. What one process has taken survives a power cut once it has synced its binlog, which it
 * does every second; what an earlier one took may be gone.
 *
 * @param pid the same again after the restart of a container, so it proves nothing by itself
 * @param started as {@link System#nanoTime} has it, which the server's whole seconds show to about a second
 */
public record ManticoreProcess(URI url, long pid, long started) {
    /** A process cannot start, take a write, end and be replaced in this time. */
    private static final Duration TOLERANCE = Duration.ofSeconds(2);

    static ManticoreProcess of(URI url, long pid, Duration uptime) {
        return new ManticoreProcess(url, pid, System.nanoTime() - uptime.toNanos());
    }

    public boolean isSame(ManticoreProcess other) {
        return url.equals(other.url) && pid == other.pid && Math.abs(started - other.started) < TOLERANCE.toNanos();
    }
}
