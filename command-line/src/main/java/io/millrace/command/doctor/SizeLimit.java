package io.millrace.command.doctor;

import io.millrace.state.ConfiguredConnector;

/**
 * The largest event that one stage of the pipeline takes.
 *
 * @param consequence what becomes of a larger one
 * @param remedy how to raise it
 */
record SizeLimit(String where, long bytes, String consequence, String remedy) {
    private static final int DEFAULT_EVENT = 900_000;
    private static final int DEFAULT_REQUEST = 1 << 20;

    /** Up to which size the source's converter leaves an event whole. */
    static SizeLimit ofEvents(ConfiguredConnector source) {
        return new SizeLimit(
                "event.max.bytes of " + source.name(),
                source.number("value.converter.event.max.bytes", DEFAULT_EVENT),
                "The event goes without its largest columns; if one of them is indexed, the row becomes a dead letter",
                "Raise value.converter.event.max.bytes and the limits after it (docs/operations.md, Large rows)");
    }

    /** What the source's producer sends. */
    static SizeLimit ofRequests(ConfiguredConnector source) {
        return new SizeLimit(
                "max.request.size of " + source.name(),
                source.number("producer.override.max.request.size", DEFAULT_REQUEST),
                "The source fails at such an event",
                "Raise producer.override.max.request.size of " + source.name());
    }
}
