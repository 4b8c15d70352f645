package io.millrace.publisher;

import io.millrace.pace.Backoff;
import io.millrace.pace.OutageAlarm;
import java.time.Duration;

/** Keeps track of whether the stream accepts events: logs the changes and paces the attempts. Not thread-safe. */
final class StreamOutage {
    private static final System.Logger LOG = System.getLogger(StreamOutage.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    private final PublisherSettings settings;
    private final OutageAlarm alarm = new OutageAlarm();
    private final Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE);
    private String lastProblem = "";

    StreamOutage(PublisherSettings settings) {
        this.settings = settings;
    }

    /** @param denial what the server denied, which it does not say in an answer; empty if nothing */
    void failed(Throwable cause, String denial) {
        String reason = denial.isEmpty() ? cause.getMessage() : cause.getMessage() + "; the server says: " + denial;
        if (alarm.raise()) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "Cannot publish to stream {0} at {1}, will retry: {2}",
                    settings.stream(),
                    settings.nats(),
                    reason);
        }
        LOG.log(System.Logger.Level.DEBUG, "Cannot publish", cause);
        lastProblem = "; last problem: " + reason;
        backoff.failed();
    }

    void recovered() {
        if (alarm.clear()) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "Stream {0} at {1} accepts events again",
                    settings.stream(),
                    settings.nats());
            lastProblem = "";
            backoff.reset();
        }
    }

    boolean isRetryDue() {
        return backoff.isDue();
    }

    /** The end of a message about an event that was not acknowledged; empty when there was no problem. */
    String lastProblem() {
        return lastProblem;
    }
}
