package io.millrace.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;

/** What the user sees: a line for each thing done, with the time it took. */
final class WalkthroughOutput {
    private final PrintStream out;

    WalkthroughOutput(PrintStream out) {
        this.out = out;
    }

    synchronized void heading(String text) {
        out.printf("%n%s%n", text);
    }

    synchronized void line(String text) {
        out.println(text.isEmpty() ? "" : "  " + text);
    }

    /** A line of a table: what, its detail, and how long it took. */
    synchronized void done(String what, String detail, String time) {
        out.printf("  %-24s %-50s %10s%n", what, detail, time);
    }

    /** Tells what is being done before it is, and how it ended after. */
    void step(String what, Supplier<String> work) {
        out.printf("  %-24s ", what);
        out.flush();
        Instant begin = Instant.now();
        String detail = work.get();
        out.printf("%-50s %10s%n", detail, seconds(Duration.between(begin, Instant.now())));
    }

    /** An address as it may be shown. */
    static String withoutPassword(String address) {
        return address.replaceAll(":[^:@/]*@", ":***@");
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
