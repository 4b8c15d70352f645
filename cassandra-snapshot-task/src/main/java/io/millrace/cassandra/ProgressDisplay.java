package io.millrace.cassandra;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Shows the progress: a bar that is redrawn on a terminal, otherwise a line in the log every few seconds. */
final class ProgressDisplay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProgressDisplay.class);
    private static final Duration REDRAW = Duration.ofMillis(200);
    private static final Duration LINE = Duration.ofSeconds(5);
    private static final int BAR = 30;

    private final SnapshotProgress progress;
    private final PrintStream out;
    private final boolean terminal;
    private final ScheduledExecutorService clock;

    ProgressDisplay(SnapshotProgress progress, PrintStream out, boolean terminal) {
        this.progress = progress;
        this.out = out;
        this.terminal = terminal;
        clock = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "show-progress");
            thread.setDaemon(true);
            return thread;
        });
        long period = (terminal ? REDRAW : LINE).toMillis();
        clock.scheduleAtFixedRate(this::show, period, period, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (terminal) {
            draw();
            out.println();
        }
    }

    private void show() {
        if (terminal) {
            draw();
        } else {
            LOG.info("{}", text(progress.now()));
        }
    }

    private void draw() {
        SnapshotProgress.Sample now = progress.now();
        int full = (int) (now.share() * BAR);
        out.print("\r[" + "#".repeat(full) + "-".repeat(BAR - full) + "] " + text(now) + "\u001b[K");
        out.flush();
    }

    static String text(SnapshotProgress.Sample now) {
        String left = now.ranges() == 0
                ? "unknown"
                : SnapshotSummary.time(now.seconds() * (now.plannedRanges() - now.ranges()) / now.ranges());
        return String.format(
                Locale.ROOT,
                "%,d rows, %d of %d ranges, %,.0f rows/s, %,.1f MB%s, left: %s",
                now.rows(),
                now.ranges(),
                now.plannedRanges(),
                now.rowsPerSecond(),
                now.bytes() / 1e6,
                now.rejected() == 0 ? "" : ", " + now.rejected() + " rejected",
                left);
    }
}
