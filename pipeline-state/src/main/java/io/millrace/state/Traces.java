package io.millrace.state;

import java.util.List;

/** Shortens stack traces for a person. */
public final class Traces {
    private static final String CAUSE = "Caused by: ";

    private Traces() {}

    /** The first line, and the innermost cause if it says something else. */
    public static String summary(String trace) {
        List<String> lines = trace.lines().toList();
        if (lines.isEmpty()) {
            return "Connect gives no reason";
        }
        String first = withoutClass(lines.get(0));
        return lines.stream()
                .filter(line -> line.startsWith(CAUSE))
                .reduce((one, other) -> other)
                .map(line -> withoutClass(line.substring(CAUSE.length())))
                .filter(cause -> !first.contains(cause))
                .map(cause -> first + " (" + cause + ")")
                .orElse(first);
    }

    private static String withoutClass(String line) {
        return line.replaceFirst("^(?:[\\w$]+\\.)+[\\w$]*(?:Exception|Error): (?=.)", "");
    }
}
