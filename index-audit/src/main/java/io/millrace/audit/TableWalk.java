package io.millrace.audit;

import io.millrace.audit.compare.DocumentComparison;
import io.millrace.audit.index.IndexDocument;
import io.millrace.audit.index.IndexTable;
import io.millrace.audit.index.RowKeys;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Row;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.encoding.UnfitValueException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Walks a table and its index once, both ways, and finds what may differ. Where the documents' ids are the rows' keys, both
 * are walked together; the documents of other rows are looked up by the rows, and their rows by the documents.
 */
final class TableWalk {
    private static final int MOST_ROWS = 5_000;
    private static final int FIRST_ROWS = 200;
    private static final int FEWEST_DOCUMENTS = 100;
    private static final int MOST_HEADERS = 5_000;
    private static final int KEYS_AT_ONCE = 1_000;
    private static final long CHUNK_BYTES = 4L << 20;

    private final AuditedTable audited;
    private final IndexTable index;
    private final RowMapping mapping;
    private final Confirmation confirmation;
    private final DocumentComparison comparison;
    private final AuditFindings findings;
    private final Pace pace;
    private final AuditListener listener;
    private final IdSet seen = new IdSet();
    /** Documents whose rows have yet to be looked up, by their keys. */
    private final Map<DocumentKey, Row> unknown = new HashMap<>();

    private Optional<RowKeys> keys = Optional.empty();
    private int affordable = FIRST_ROWS;

    TableWalk(
            AuditedTable audited,
            IndexTable index,
            RowMapping mapping,
            Confirmation confirmation,
            AuditFindings findings,
            Pace pace,
            AuditListener listener) {
        this.audited = audited;
        this.index = index;
        this.mapping = mapping;
        this.confirmation = confirmation;
        this.findings = findings;
        this.pace = pace;
        this.listener = listener;
        this.comparison = new DocumentComparison(index);
    }

    void run(WalkPosition start) throws SQLException, InterruptedException {
        if (!start.equals(WalkPosition.START)) {
            readKeys();
        }
        audited.rows().seek(start.row());
        boolean together = start.together() && audited.rows().inKeyOrder();
        OptionalLong last = start.document() == 0 ? OptionalLong.empty() : OptionalLong.of(start.document());
        if (!start.rowsRead()) {
            List<MappedRow> chunk = chunk();
            together &= chunk.stream().allMatch(TableWalk::mayBeId);
            while (!chunk.isEmpty()) {
                last = compare(chunk, together, last);
                confirmation.settleIfMany();
                reached(false, together, last);
                chunk = chunk();
            }
        }
        if (together) {
            walkTogether(List.of(), last, Long.MAX_VALUE);
        } else {
            walkDocuments(start.rowsRead() ? last : OptionalLong.empty());
        }
        lookUpRows();
        confirmation.settle();
    }

    /** Documents lead to their rows by keys that are like those of the table's first row. */
    private void readKeys() throws SQLException {
        audited.rows().seek("");
        List<ChangeEvent> events = audited.rows().next(affordable);
        while (keys.isEmpty() && !events.isEmpty()) {
            keys = mapping.map(events).stream().findFirst().map(row -> RowKeys.like(row.key()));
            events = audited.rows().next(affordable);
        }
    }

    private void reached(boolean rowsRead, boolean together, OptionalLong document)
            throws SQLException, InterruptedException {
        if (!findings.allEqual() || !listener.wantsPosition()) {
            return;
        }
        lookUpRows();
        confirmation.settle();
        if (findings.allEqual()) {
            TableReport.Counts counts = findings.counts();
            listener.reached(new WalkPosition(
                    audited.rows().position(),
                    rowsRead,
                    together,
                    document.orElse(0),
                    counts.rows(),
                    counts.documents(),
                    counts.deadLetters()));
        }
    }

    /** The next rows. Those without a key are left out, and never a whole chunk with more behind it. */
    private List<MappedRow> chunk() throws SQLException, InterruptedException {
        while (true) {
            List<ChangeEvent> events = audited.rows().next(affordable);
            List<MappedRow> rows = mapping.map(events);
            findings.rows(events.size());
            pace.read(audited.table(), events.size());
            if (keys.isEmpty() && !rows.isEmpty()) {
                keys = Optional.of(RowKeys.like(rows.get(0).key()));
            }
            long bytes = rows.stream().mapToLong(MappedRow::bytes).sum();
            if (bytes > 0) {
                affordable = (int) Math.max(1, Math.min(MOST_ROWS, CHUNK_BYTES * rows.size() / bytes));
            }
            rows.stream().filter(row -> row.document().isEmpty()).forEach(row -> findings.deadLetter());
            for (int i = rows.size(); i < events.size(); i++) {
                findings.deadLetter();
            }
            if (!rows.isEmpty() || events.isEmpty()) {
                return rows;
            }
        }
    }

    /** Whether rows of such a key are in the order of their documents' ids, but for those that have another id. */
    private static boolean mayBeId(MappedRow row) {
        return row.key().getColumnsCount() == 1
                && (!row.documentKey().hashed() || row.documentKey().rowKey().matches("\\[-?[0-9.]+]"));
    }

    /** Returns up to which id documents were compared. */
    private OptionalLong compare(List<MappedRow> chunk, boolean together, OptionalLong last)
            throws SQLException, InterruptedException {
        List<MappedRow> ordered = new ArrayList<>();
        List<MappedRow> others = new ArrayList<>();
        long upTo = last.orElse(0);
        for (MappedRow row : chunk) {
            long id = row.documentKey().id();
            // Of some types the source's order is not the one of the values it sends: YEAR 0 comes as 2000.
            if (together && !row.documentKey().hashed() && id > upTo) {
                ordered.add(row);
                upTo = id;
            } else {
                others.add(row);
            }
        }
        int found = lookUpDocuments(others);
        if (!together) {
            // Otherwise, the walk meets them too, by their ids.
            findings.documents(found);
        }
        if (ordered.isEmpty()) {
            return last;
        }
        walkTogether(ordered, last, upTo);
        return OptionalLong.of(upTo);
    }

    /** Compares rows, whose ids rise, with all documents of a range of ids. */
    private void walkTogether(List<MappedRow> rows, OptionalLong after, long upTo)
            throws SQLException, InterruptedException {
        OptionalLong last = after;
        int next = 0;
        while (last.isEmpty() || last.getAsLong() < upTo) {
            // Never taken for the end because it is short: only an empty page is.
            List<IndexDocument> page = index.page(last, upTo, Math.max(rows.size() - next, FEWEST_DOCUMENTS));
            if (page.isEmpty()) {
                break;
            }
            findings.documents(page.size());
            int before = next;
            for (IndexDocument document : page) {
                while (next < rows.size() && rows.get(next).documentKey().id() < document.id()) {
                    compare(rows.get(next++), Optional.empty());
                }
                if (next < rows.size() && rows.get(next).documentKey().id() == document.id()) {
                    compare(rows.get(next++), Optional.of(document));
                } else {
                    withoutRow(document);
                }
            }
            pace.read(audited.table(), Math.max(0, page.size() - (next - before)));
            last = OptionalLong.of(page.get(page.size() - 1).id());
        }
        while (next < rows.size()) {
            compare(rows.get(next++), Optional.empty());
        }
    }

    /** Returns how many of the rows have a document. */
    private int lookUpDocuments(List<MappedRow> rows) throws InterruptedException {
        Map<Long, IndexDocument> documents = new HashMap<>();
        if (!rows.isEmpty()) {
            index.find(rows.stream().map(row -> row.documentKey().id()).toList())
                    .forEach(document -> documents.put(document.id(), document));
        }
        for (MappedRow row : rows) {
            seen.add(row.documentKey().id());
            compare(row, Optional.ofNullable(documents.get(row.documentKey().id())));
        }
        return documents.size();
    }

    private void compare(MappedRow row, Optional<IndexDocument> document) {
        if (row.document().isPresent()
                && document.filter(found ->
                                comparison.compare(row.document().get(), found).isEmpty())
                        .isEmpty()) {
            confirmation.add(row);
        }
    }

    private void walkDocuments(OptionalLong after) throws SQLException, InterruptedException {
        OptionalLong last = after;
        while (true) {
            List<IndexDocument> page = index.headers(last, Long.MAX_VALUE, MOST_HEADERS);
            if (page.isEmpty()) {
                return;
            }
            int unseen = 0;
            for (IndexDocument document : page) {
                if (!seen.contains(document.id())) {
                    unseen++;
                    withoutRow(document);
                }
            }
            pace.read(audited.table(), unseen);
            last = OptionalLong.of(page.get(page.size() - 1).id());
            reached(true, false, last);
        }
    }

    /** A document whose row was not met: of a hashed id, or of none. */
    private void withoutRow(IndexDocument document) throws SQLException, InterruptedException {
        Optional<Row> key = keyOf(document);
        if (key.isPresent() && !seen.contains(document.id())) {
            unknown.put(new DocumentKey(document.id(), document.rowKey()), key.get());
            if (unknown.size() >= Math.min(KEYS_AT_ONCE, affordable)) {
                lookUpRows();
            }
        } else if (key.isEmpty()) {
            confirmation.add(new DocumentKey(document.id(), document.rowKey()), key);
            confirmation.settleIfMany();
        }
    }

    /** Empty for a document that is not the one of the row that it names. */
    private Optional<Row> keyOf(IndexDocument document) {
        RowKeys rowKeys = keys.orElseGet(() -> RowKeys.of(audited.key()));
        return rowKeys.of(document).filter(key -> {
            try {
                return audited.mapper().documentOf(key).equals(new DocumentKey(document.id(), document.rowKey()));
            } catch (UnfitValueException e) {
                return false;
            }
        });
    }

    private void lookUpRows() throws SQLException, InterruptedException {
        Set<DocumentKey> found = new HashSet<>();
        if (!unknown.isEmpty()) {
            mapping.map(audited.rows().find(unknown.values())).forEach(row -> found.add(row.documentKey()));
        }
        unknown.forEach((documentKey, key) -> {
            if (!found.contains(documentKey)) {
                confirmation.add(documentKey, Optional.of(key));
            }
        });
        unknown.clear();
        confirmation.settleIfMany();
    }
}
