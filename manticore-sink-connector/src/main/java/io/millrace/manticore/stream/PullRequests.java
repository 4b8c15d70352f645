package io.millrace.manticore.stream;

import io.nats.client.PullRequestOptions;
import java.time.Duration;

/** What a session has asked the server for; one request at a time. */
final class PullRequests {
    static final Duration EXPIRY = Duration.ofSeconds(10);

    private int outstanding;
    private long outstandingBytes;
    private long endsAt;

    /** A request for events; the next one is made when it has ended. */
    PullRequestOptions next(int messages, long bytes) {
        outstanding = messages;
        outstandingBytes = bytes;
        // The server's word that a request has expired can be lost.
        endsAt = System.nanoTime() + 2 * EXPIRY.toNanos();
        return PullRequestOptions.builder(messages)
                .maxBytes(bytes)
                .expiresIn(EXPIRY)
                .build();
    }

    /** How many events are still to come. */
    int outstanding() {
        return outstanding;
    }

    /** How many bytes may still come. */
    long outstandingBytes() {
        return hasEnded() ? 0 : Math.max(0, outstandingBytes);
    }

    boolean hasEnded() {
        return outstanding <= 0 || System.nanoTime() - endsAt > 0;
    }

    void delivered(long bytes) {
        outstanding--;
        outstandingBytes -= bytes;
    }

    void end() {
        outstanding = 0;
    }
}
