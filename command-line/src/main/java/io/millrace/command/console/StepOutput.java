package io.millrace.command.console;

import java.io.PrintWriter;
import java.util.Locale;

/** Prints the progress of a command: numbered steps, and indented lines under each. */
public final class StepOutput {
    private final PrintWriter out;
    private final int steps;
    private int step;

    /**
     * @param out flushes each line
     * @param steps how many steps there will be
     */
    public StepOutput(PrintWriter out, int steps) {
        this.out = out;
        this.steps = steps;
    }

    /** Prints what belongs to the current step and has a form of its own. */
    public PrintWriter writer() {
        return out;
    }

    public void step(String text) {
        step++;
        out.printf("[%d/%d] %s%n", step, steps, text);
    }

    /** Prints a line that belongs to the current step, in the format of {@link String#format}. */
    public void line(String format, Object... arguments) {
        out.printf(Locale.ROOT, "      " + format + "%n", arguments);
    }
}
