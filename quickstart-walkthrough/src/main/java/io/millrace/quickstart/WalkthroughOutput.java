package io.millrace.quickstart;

import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Supplier;

/** Prints a line for each step, with the time it took; a line fits 80 columns. */
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

    /** Prints a step that is done: what, the result, and how long it took. */
    synchronized void done(String what, String detail, String time) {
        out.printf("  %-24s %-40s %9s%n", what, detail, time);
    }

    /** Prints what is being done, does it, and then prints the result. */
    void step(String what, Supplier<String> work) {
        out.printf("  %-24s ", what);
        out.flush();
        Instant begin = Instant.now();
        String detail = work.get();
        out.printf("%-40s %9s%n", detail, seconds(Duration.between(begin, Instant.now())));
    }

    /** An address without its password. */
    static String withoutPassword(String address) {
        return address.replaceAll(":[^:@/]*@", ":***@");
    }

    static String seconds(Duration time) {
        return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
    }
}
