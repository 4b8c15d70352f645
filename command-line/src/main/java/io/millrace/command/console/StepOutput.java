package io.millrace.command.console;

import java.io.PrintStream;
import java.util.Locale;

/** Prints the progress of a command: numbered steps, and indented lines under each. */
public final class StepOutput {
    private final PrintStream out;
    private final int steps;
    private int step;

    /** @param steps how many steps there will be */
    public StepOutput(PrintStream out, int steps) {
        this.out = out;
        this.steps = steps;
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
