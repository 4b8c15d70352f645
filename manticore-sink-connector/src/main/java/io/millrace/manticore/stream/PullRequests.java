package io.millrace.manticore.stream;

import io.nats.client.PullRequestOptions;
import java.time.Duration;

/** What a session has asked the server for; one request at a time. */
final class PullRequests {
    static final Duration EXPIRY = Duration.ofSeconds(10);

    private int outstanding;
    private long outstandingBytes;
    private long endsAt;
    private boolean delivered;
    private boolean nextLarge;

    /** A request for events; the next one is made when it has ended. */
    PullRequestOptions next(int messages, long bytes) {
        outstanding = nextLarge ? 1 : messages;
        delivered = false;
        outstandingBytes = bytes;
        // The server's word that a request has expired can be lost.
        endsAt = System.nanoTime() + 2 * EXPIRY.toNanos();
        return PullRequestOptions.builder(outstanding)
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
        delivered = true;
        nextLarge = false;
    }

    /** The server ended the request because the next event is larger than what is left of its bytes. */
    void exceeded() {
        nextLarge = !delivered;
        end();
    }

    /** Whether the next event is larger than a whole request was; it is then requested alone. */
    boolean isNextLarge() {
        return nextLarge;
    }

    void end() {
        outstanding = 0;
    }
}
