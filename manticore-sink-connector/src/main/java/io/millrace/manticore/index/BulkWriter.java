package io.millrace.manticore.index;

import io.millrace.manticore.document.IndexFaultException;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.server.BulkAnswer;
import io.millrace.manticore.server.BulkBody;
import io.millrace.manticore.server.BulkLine;
import io.millrace.manticore.server.ManticoreClient;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Writes lines in bulk bodies and finds the ones that Manticore refuses. Lines stay in order, and all of them can
 * be sent again, so whatever is unclear is repeated: in smaller parts when the server is healthy, later when it is
 * not. A line is only given up when a healthy server refuses it alone, twice and for the same reason, and takes another
 * one after it: a server that is stopping or has no room also refuses good lines.
 */
final class BulkWriter {
    private final ManticoreClient client;
    private final TableCatalog catalog;
    private final Refusals refusals;
    private final long maxBodyBytes;

    /**
     * @param maxBodyBytes what one body may hold; with large ones the client sees a reset in place of an error, since
     *     Manticore answers and closes before it has read all
     */
    BulkWriter(ManticoreClient client, TableCatalog catalog, long maxBodyBytes) {
        this.client = client;
        this.catalog = catalog;
        this.refusals = new Refusals(client);
        this.maxBodyBytes = maxBodyBytes;
    }

    /**
     * Returns when every line is committed or rejected.
     *
     * @throws IndexUnavailableException when some may not be; then all must be written again
     * @throws io.millrace.manticore.document.TableFaultException when a table takes no document
     * @throws TableChangedException when a line was refused because its table has changed
     */
    List<Rejection> write(List<BulkLine> lines) {
        Deque<List<BulkLine>> bodies = split(lines);
        List<Rejection> rejections = new ArrayList<>();
        while (!bodies.isEmpty()) {
            List<BulkLine> body = bodies.pop();
            BulkAnswer answer = client.bulk(new BulkBody(body));
            Refusals.requireNoOutage(answer);
            if (answer instanceof BulkAnswer.RefusedAt refused) {
                if (body.size() == 1) {
                    confirm(body.get(0), refused.reason()).ifPresent(rejection -> {
                        refusals.refused(rejection);
                        rejections.add(rejection);
                    });
                } else {
                    isolate(bodies, body, refused.line() - 1);
                }
            } else if (answer instanceof BulkAnswer.Unclear unclear) {
                if (body.size() == 1 || !client.healthy()) {
                    throw new IndexUnavailableException(unclear.reason());
                }
                int half = body.size() / 2;
                bodies.push(body.subList(half, body.size()));
                bodies.push(body.subList(0, half));
            } else {
                refusals.accepted(body);
            }
        }
        return rejections;
    }

    private Deque<List<BulkLine>> split(List<BulkLine> lines) {
        Deque<List<BulkLine>> bodies = new ArrayDeque<>();
        int from = 0;
        long bytes = 0;
        for (int i = 0; i < lines.size(); i++) {
            bytes += lines.get(i).length();
            if (bytes > maxBodyBytes && i > from) {
                bodies.add(lines.subList(from, i));
                from = i;
                bytes = lines.get(i).length();
            }
        }
        if (from < lines.size()) {
            bodies.add(lines.subList(from, lines.size()));
        }
        return bodies;
    }

    /** Everything of the bad line's table up to it was rolled back: the good lines around it are sent without it. */
    private static void isolate(Deque<List<BulkLine>> bodies, List<BulkLine> body, int bad) {
        if (bad + 1 < body.size()) {
            bodies.push(body.subList(bad + 1, body.size()));
        }
        bodies.push(body.subList(bad, bad + 1));
        if (bad > 0) {
            bodies.push(body.subList(0, bad));
        }
    }

    private Optional<Rejection> confirm(BulkLine line, String reason) {
        if (!client.healthy()) {
            throw new IndexUnavailableException("Manticore refused a document and is not healthy: " + reason);
        }
        requireUnchanged(line);
        BulkAnswer again = client.bulk(new BulkBody(List.of(line)));
        Refusals.requireNoOutage(again);
        if (again instanceof BulkAnswer.Accepted) {
            return Optional.empty();
        }
        if (!again.equals(new BulkAnswer.RefusedAt(1, reason)) || !client.healthy()) {
            throw new IndexUnavailableException(
                    "Manticore refused a document (" + reason + "), and then answered " + again);
        }
        if (line.change().isPresent() && !refusals.canWrite()) {
            throw new IndexUnavailableException("Manticore refuses every write: " + reason);
        }
        RowChange change = line.change()
                .orElseThrow(() -> new IndexFaultException("Manticore refuses to write to table " + line.table() + ": "
                        + reason + ". Drop the table while the connector is stopped; it will be created again"));
        return Optional.of(new Rejection(change, "Manticore refuses the document: " + reason));
    }

    /** A table that was dropped or altered refuses every document; the documents are not at fault. */
    private void requireUnchanged(BulkLine line) {
        if (line.change().isEmpty() && catalog.find(line.table()).isEmpty()) {
            throw new IndexUnavailableException("Table " + line.table() + " is not in Manticore any more");
        }
        line.change().ifPresent(change -> {
            Optional<TableSchema> now = catalog.find(change.table());
            boolean same = change instanceof RowChange.Replace replace
                    ? now.equals(Optional.of(replace.schema()))
                    : now.isPresent();
            if (!same) {
                throw new TableChangedException(change.table());
            }
        });
    }
}
