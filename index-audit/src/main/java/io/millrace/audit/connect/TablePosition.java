package io.millrace.audit.connect;

import io.millrace.audit.TableReport;
import io.millrace.audit.WalkPosition;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the audits of a table, as Connect keeps it.
 *
 * @param number how many audits of the table there were
 * @param rows how many rows the last one read
 * @param started when the last one began; the epoch before the first one
 * @param compared when the last one began that compared the whole table; the epoch before the first one
 * @param walk how far an audit has come that is not done
 */
record TablePosition(long number, long rows, Instant started, Instant compared, Optional<Walk> walk) {
    static final TablePosition NONE = new TablePosition(0, 0, Instant.EPOCH, Instant.EPOCH, Optional.empty());

    /**
     * An audit that is not done.
     *
     * @param begun when it began
     * @param mark the revision of the mark that the table had then; 0 without one
     * @param configuration of the pipeline then
     */
    record Walk(Instant begun, long mark, String configuration, WalkPosition position) {
        /** What an audit that began before the mark or with another configuration has seen proves nothing now. */
        boolean isOf(long presentMark, String presentConfiguration) {
            return mark == presentMark && configuration.equals(presentConfiguration);
        }

        Walk at(WalkPosition reached) {
            return new Walk(begun, mark, configuration, reached);
        }
    }

    static TablePosition of(@Nullable Map<String, Object> offset) {
        return offset == null
                ? NONE
                : new TablePosition(
                        number(offset, "number"),
                        number(offset, "rows"),
                        instant(offset, "started"),
                        instant(offset, "compared"),
                        Optional.of(offset)
                                .filter(each -> each.containsKey("walk.begun"))
                                .map(TablePosition::walkOf));
    }

    private static Walk walkOf(Map<String, Object> offset) {
        return new Walk(
                instant(offset, "walk.begun"),
                number(offset, "walk.mark"),
                text(offset, "walk.configuration"),
                new WalkPosition(
                        text(offset, "walk.row"),
                        Boolean.TRUE.equals(offset.get("walk.rowsRead")),
                        Boolean.TRUE.equals(offset.get("walk.together")),
                        number(offset, "walk.document"),
                        number(offset, "walk.rows"),
                        number(offset, "walk.documents"),
                        number(offset, "walk.deadLetters")));
    }

    private static long number(Map<String, Object> offset, String name) {
        return offset.get(name) instanceof Number number ? number.longValue() : 0;
    }

    private static Instant instant(Map<String, Object> offset, String name) {
        return Instant.ofEpochMilli(number(offset, name));
    }

    private static String text(Map<String, Object> offset, String name) {
        return offset.get(name) instanceof String text ? text : "";
    }

    Map<String, Object> offset() {
        Map<String, Object> offset = new HashMap<>(Map.of(
                "number",
                number,
                "rows",
                rows,
                "started",
                started.toEpochMilli(),
                "compared",
                compared.toEpochMilli()));
        walk.ifPresent(each -> {
            WalkPosition at = each.position();
            offset.put("walk.begun", each.begun().toEpochMilli());
            offset.put("walk.mark", each.mark());
            offset.put("walk.configuration", each.configuration());
            offset.put("walk.row", at.row());
            offset.put("walk.rowsRead", at.rowsRead());
            offset.put("walk.together", at.together());
            offset.put("walk.document", at.document());
            offset.put("walk.rows", at.rows());
            offset.put("walk.documents", at.documents());
            offset.put("walk.deadLetters", at.deadLetters());
        });
        return offset;
    }

    /** After one more audit, of which nothing is left to do. */
    TablePosition next(Instant begun, TableReport report) {
        return new TablePosition(
                number + 1, report.counts().rows(), begun, report.isComplete() ? begun : compared, Optional.empty());
    }

    /** After one more audit, of which this is left to do. */
    TablePosition interrupted(Instant begun, TableReport report, Walk left) {
        return new TablePosition(number + 1, report.counts().rows(), begun, compared, Optional.of(left));
    }

    TablePosition at(Walk reached) {
        return new TablePosition(number, rows, started, compared, Optional.of(reached));
    }
}
