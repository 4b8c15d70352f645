package io.millrace.manticore.stream;

import java.time.Instant;

/** Where in the stream a new consumer starts. */
public sealed interface DeliverFrom {
    /** With the oldest event. */
    record Beginning() implements DeliverFrom {}

    /** With the events that come after the consumer was made. */
    record Now() implements DeliverFrom {}

    /** With the event at this sequence of the stream or the first after it. */
    record Sequence(long first) implements DeliverFrom {}

    /** With the first event at or after a time. */
    record Time(Instant first) implements DeliverFrom {}
}
