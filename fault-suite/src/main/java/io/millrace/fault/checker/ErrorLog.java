package io.millrace.fault.checker;

import io.millrace.local.Checkout;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The errors in the log of a worker, of which docs/operations.md explains those of Connect, Kafka and Debezium. */
final class ErrorLog {
    private static final Pattern ERROR = Pattern.compile("^\\S+ ERROR (?:\\[[^\\]]*] )*(.*) \\((\\w+)\\)$");
    private static final int SHOWN = 200;

    private static final String SECTION = "### Errors of Connect, Kafka and Debezium in the worker's log\n";
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (`.*?) \\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");

    private ErrorLog() {}

    /** The kinds of errors that nothing explains: the logger, and the first of its messages. */
    static Set<String> unexplained(Path log) throws IOException {
        Set<String> explained = explained();
        Map<String, String> found = new TreeMap<>();
        try (Stream<String> lines = Files.lines(log, StandardCharsets.UTF_8)) {
            lines.map(ERROR::matcher)
                    .filter(Matcher::matches)
                    .filter(line -> !explained.contains(line.group(2)))
                    .forEach(line -> found.putIfAbsent(line.group(2), line.group(1)));
        }
        Set<String> errors = new TreeSet<>();
        found.forEach((logger, message) -> errors.add("the worker's log has an unexplained error of " + logger + ": "
                + message.substring(0, Math.min(SHOWN, message.length()))));
        return errors;
    }

    /** The loggers whose errors docs/operations.md explains. */
    static Set<String> explained() throws IOException {
        String page = Files.readString(Checkout.root().resolve("docs/operations.md"));
        int begin = page.indexOf(SECTION) + SECTION.length();
        Set<String> names = new TreeSet<>();
        Matcher row = ROW.matcher(page.substring(begin, page.indexOf("\n#", begin)));
        while (row.find()) {
            NAME.matcher(row.group(1)).results().forEach(name -> names.add(name.group(1)));
        }
        return names;
    }
}
