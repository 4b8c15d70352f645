package io.millrace.nats;

import io.millrace.event.Subject;
import java.util.regex.Pattern;

/** The names of a sink's durable consumers, of which each reads one partition of the stream. */
public final class ConsumerName {
    private ConsumerName() {}

    /** A consumer's name may contain what a subject's token may. */
    public static String name(String sink, int partition) {
        return prefix(sink) + partition;
    }

    /** Whether a consumer is one of a sink's. */
    public static boolean isOf(String sink, String consumer) {
        return Pattern.matches(Pattern.quote(prefix(sink)) + "\\d+", consumer);
    }

    private static String prefix(String sink) {
        return Subject.escape(sink).replace("/", "%2F").replace("\\", "%5C") + "-p";
    }
}
