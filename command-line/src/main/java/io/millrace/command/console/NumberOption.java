package io.millrace.command.console;

import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Numbers that options take. */
public final class NumberOption {
    /** As many as a {@link java.time.Duration} has room for in nanoseconds, and more than anybody waits. */
    public static final long MOST_MINUTES = 10_000_000;

    public static final long MOST_SECONDS = 60 * MOST_MINUTES;

    private NumberOption() {}

    /** @throws ParameterException if the number is out of its bounds, which are inclusive */
    public static void require(CommandSpec command, String option, long number, long least, long most) {
        if (number < least || number > most) {
            throw new ParameterException(
                    command.commandLine(),
                    option + " must be " + (number < least ? least + " or more" : "at most " + most) + ", and is "
                            + number + ".");
        }
    }
}
