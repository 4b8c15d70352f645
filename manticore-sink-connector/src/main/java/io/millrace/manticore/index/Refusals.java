package io.millrace.manticore.index;

import io.millrace.manticore.document.BulkLines;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.server.BulkAnswer;
import io.millrace.manticore.server.BulkBody;
import io.millrace.manticore.server.BulkLine;
import io.millrace.manticore.server.ManticoreClient;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Tells a server that cannot write from a table that takes nothing, and both from bad documents. Only the text of an
 * answer tells some of them apart: the status is the same.
 */
final class Refusals {
    /** More documents in a row are no accident of single ones. */
    private static final int WHOLE_TABLE = 50;

    /** What a searchd answers with a full disk, a read-only one, a lock, no more files or connections. */
    private static final List<String> CANNOT_WRITE = List.of(
            "unable to write to binlog",
            "No space left on device",
            "Read-only file system",
            "can't create directory",
            "Too many open files",
            "TABLE UNUSABLE",
            "' is locked",
            "maxed out");

    private static final DocumentKey PROBE = DocumentKey.natural(Long.MAX_VALUE);

    /** On a full disk a searchd still took 20 KB, and no 500 KB. */
    private static final int PROBE_OF_ROOM = 500_000;

    private final ManticoreClient client;
    private final Clock clock = Clock.systemUTC();
    private final Map<String, Integer> inARow = new HashMap<>();

    Refusals(ManticoreClient client) {
        this.client = client;
    }

    /** Whether an answer says that the server cannot write now, whatever it is given. */
    static boolean isOutage(String reason) {
        return CANNOT_WRITE.stream().anyMatch(reason::contains);
    }

    /** @throws IndexUnavailableException when the server cannot write now, whatever part of a body it has read */
    static void requireNoOutage(BulkAnswer answer) {
        String reason = answer instanceof BulkAnswer.RefusedAt refused
                ? refused.reason()
                : answer instanceof BulkAnswer.Unclear unclear ? unclear.reason() : "";
        if (isOutage(reason)) {
            throw new IndexUnavailableException("Manticore cannot write: " + reason);
        }
    }

    /** Lines were accepted. */
    void accepted(List<BulkLine> lines) {
        if (!inARow.isEmpty()) {
            lines.forEach(line -> line.change().ifPresent(change -> inARow.remove(change.table())));
        }
    }

    /**
     * A document was refused.
     *
     * @throws TableFaultException when its table takes none
     * @throws IndexUnavailableException when no table takes any
     */
    void refused(Rejection rejection) {
        String table = rejection.change().table();
        if (inARow.merge(table, 1, Integer::sum) < WHOLE_TABLE) {
            return;
        }
        inARow.remove(table);
        if (!canWrite()) {
            throw new IndexUnavailableException(
                    "Manticore refuses every write, the last one so: " + rejection.reason());
        }
        throw new TableFaultException(
                table,
                "Manticore refuses every document of table " + table + ", the last one so: " + rejection.reason()
                        + ". Correct the mapping of the table, or see Manticore's log");
    }

    /** Finds out whether the server can write at all, by a row that means nothing in the table of tombstones. */
    boolean canWrite() {
        return canWrite("");
    }

    /** The same for much: with a full disk it takes a few small documents. */
    boolean canWriteMuch() {
        // Its row is overwritten by a small one.
        return canWrite("x".repeat(PROBE_OF_ROOM)) && canWrite("");
    }

    private boolean canWrite(String text) {
        JsonBuffer line = new JsonBuffer();
        BulkLines.beginReplace(line, Tombstones.TABLE, PROBE);
        line.append("\"table_name\":\"\",\"row_id\":0,\"row_key\":")
                .string(text)
                .append(",\"deleted_at\":")
                .number(clock.instant().getEpochSecond())
                .append(',');
        BulkLines.end(line, 0);
        BulkAnswer answer = client.bulk(new BulkBody(List.of(BulkLine.ofOwn(line.toByteArray(), Tombstones.TABLE))));
        return answer instanceof BulkAnswer.Accepted;
    }
}
