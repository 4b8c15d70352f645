package io.millrace.fault.checker;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the sink's tasks have counted since they started, all together.
 *
 * @param retries how often a partition was read again, after which events are counted again
 */
record SinkCounters(long applied, long stale, long deadLettered, long passedOver, long retries) {
    private static final Pattern LINE = Pattern.compile("(?m)^millrace_sink_(\\w+)_total\\S* (\\S+)$");

    static SinkCounters read(String connectUrl) throws IOException, InterruptedException {
        return parse(HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(connectUrl + "/millrace/metrics"))
                                .build(),
                        BodyHandlers.ofString())
                .body());
    }

    /** @param metrics as Prometheus reads them */
    static SinkCounters parse(String metrics) {
        return new SinkCounters(
                sum(metrics, "applied_events"),
                sum(metrics, "stale_events"),
                sum(metrics, "dead_lettered_events"),
                sum(metrics, "passed_over_events"),
                sum(metrics, "retries"));
    }

    private static long sum(String metrics, String name) {
        long sum = 0;
        Matcher line = LINE.matcher(metrics);
        while (line.find()) {
            if (line.group(1).equals(name)) {
                sum += (long) Double.parseDouble(line.group(2));
            }
        }
        return sum;
    }

    /** Each event is one of them. */
    long events() {
        return applied + stale + deadLettered + passedOver;
    }

    @Override
    public String toString() {
        return "%d applied, %d overtaken, %d dead letters, %d passed over"
                .formatted(applied, stale, deadLettered, passedOver);
    }
}
