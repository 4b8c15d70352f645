package io.millrace.state;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.regex.Pattern;

/** Shortens stack traces for a person. */
public final class Traces {
    private static final String CAUSE = "Caused by: ";

    /** What Connect itself says of every task that failed. */
    private static final Pattern WRAPPER =
            Pattern.compile("Exiting Worker\\w+ due to unrecoverable exception\\.|Tolerance exceeded in error handler");

    private Traces() {}

    /** The outermost reason that says more than that a task ended, and the innermost one if it says something else. */
    public static String summary(String trace) {
        Deque<String> reasons = new ArrayDeque<>();
        trace.lines().findFirst().ifPresent(line -> reasons.add(withoutClass(line)));
        trace.lines()
                .filter(line -> line.startsWith(CAUSE))
                .forEach(line -> reasons.add(withoutClass(line.substring(CAUSE.length()))));
        while (reasons.size() > 1 && WRAPPER.matcher(reasons.getFirst()).matches()) {
            reasons.removeFirst();
        }
        if (reasons.isEmpty()) {
            return "Connect gives no reason";
        }
        String first = reasons.getFirst();
        String last = reasons.getLast();
        return first.contains(last) ? first : first + " (" + last + ")";
    }

    private static String withoutClass(String line) {
        return line.replaceFirst("^(?:[\\w$]+\\.)+[\\w$]*(?:Exception|Error): (?=.)", "");
    }
}
