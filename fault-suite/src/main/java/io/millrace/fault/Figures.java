package io.millrace.fault;

import java.time.Duration;
import java.util.List;

/** The least, the middle and the greatest of times, in seconds. */
final class Figures {
    private Figures() {}

    static String of(List<Duration> times) {
        if (times.isEmpty()) {
            return "none";
        }
        List<Duration> sorted = times.stream().sorted().toList();
        return seconds(sorted.get(0)) + ", " + seconds(sorted.get(sorted.size() / 2)) + ", "
                + seconds(sorted.get(sorted.size() - 1));
    }

    private static String seconds(Duration time) {
        return "%.1f".formatted(time.toMillis() / 1000.0);
    }
}
