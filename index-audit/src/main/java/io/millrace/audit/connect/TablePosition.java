package io.millrace.audit.connect;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the audits of a table, as Connect keeps it.
 *
 * @param number how many audits of the table there were
 * @param rows how many rows the last one read
 * @param started when the last one began; the epoch before the first one
 * @param compared when the last one began that compared the whole table; the epoch before the first one
 */
record TablePosition(long number, long rows, Instant started, Instant compared) {
    static final TablePosition NONE = new TablePosition(0, 0, Instant.EPOCH, Instant.EPOCH);

    static TablePosition of(@Nullable Map<String, Object> offset) {
        return offset == null
                ? NONE
                : new TablePosition(
                        number(offset, "number"),
                        number(offset, "rows"),
                        Instant.ofEpochMilli(number(offset, "started")),
                        Instant.ofEpochMilli(number(offset, "compared")));
    }

    private static long number(Map<String, Object> offset, String name) {
        return offset.get(name) instanceof Number number ? number.longValue() : 0;
    }

    Map<String, Object> offset() {
        return Map.of(
                "number", number, "rows", rows, "started", started.toEpochMilli(), "compared", compared.toEpochMilli());
    }

    /** After one more audit. */
    TablePosition next(Instant begun, long read, boolean complete) {
        return new TablePosition(number + 1, read, begun, complete ? begun : compared);
    }
}
