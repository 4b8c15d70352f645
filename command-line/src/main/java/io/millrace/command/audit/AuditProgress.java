package io.millrace.command.audit;

import io.millrace.audit.AuditListener;
import io.millrace.audit.TableReport;
import io.millrace.event.SourceTable;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;

/** Shows how far an audit is: on a terminal as a bar with the time that is left, elsewhere as a line now and then. */
final class AuditProgress implements AuditListener {
    private static final int WIDTH = 30;
    private static final long BAR_NANOS = 200_000_000L;
    private static final long LINE_NANOS = 30_000_000_000L;
    private static final String ERASE = "\r\u001b[K";

    private final PrintStream out;
    private final long expected;
    private final boolean terminal;
    private final long start = System.nanoTime();
    private long printAt;
    private long rows;
    private boolean shown;

    /**
     * @param expected about how many rows there are
     * @param terminal whether what was printed can be printed over
     */
    AuditProgress(PrintStream out, long expected, boolean terminal) {
        this.out = out;
        this.expected = Math.max(1, expected);
        this.terminal = terminal;
        printAt = start + (terminal ? BAR_NANOS : LINE_NANOS);
    }

    static AuditProgress of(long expected) {
        return new AuditProgress(System.err, expected, System.console() != null);
    }

    @Override
    public synchronized void compared(SourceTable table, int more) {
        rows += more;
        long now = System.nanoTime();
        if (now - printAt >= 0) {
            printAt = now + (terminal ? BAR_NANOS : LINE_NANOS);
            print(Duration.ofNanos(now - start));
        }
    }

    @Override
    public void finished(TableReport report) {
        clear();
    }

    /** Before something else is printed. */
    synchronized void clear() {
        if (shown && terminal) {
            out.print(ERASE);
            out.flush();
        }
        shown = false;
    }

    private void print(Duration elapsed) {
        String text = line(rows, expected, elapsed);
        if (terminal) {
            out.print(ERASE + text);
            out.flush();
        } else {
            out.println(text);
        }
        shown = true;
    }

    /** {@code [======    ] 60 %  1,200,000 rows  50,000 rows/s  16 s left}. */
    static String line(long rows, long expected, Duration elapsed) {
        // The statistics of MySQL are estimates.
        long all = Math.max(expected, rows);
        int done = (int) (WIDTH * rows / all);
        double seconds = Math.max(0.001, elapsed.toMillis() / 1000.0);
        double rate = rows / seconds;
        long left = rate < 1 ? 0 : Math.round((all - rows) / rate);
        return String.format(
                Locale.ROOT,
                "[%s%s] %3d %%  %,d rows  %,.0f rows/s  %s left",
                "=".repeat(done),
                " ".repeat(WIDTH - done),
                100 * rows / all,
                rows,
                rate,
                time(left));
    }

    private static String time(long seconds) {
        return seconds < 120
                ? seconds + " s"
                : seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
}
