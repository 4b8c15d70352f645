package io.millrace.audit;

import io.millrace.audit.Candidate.Observation;
import io.millrace.audit.compare.DocumentComparison;
import io.millrace.audit.index.IndexDocument;
import io.millrace.audit.index.IndexTable;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Row;
import io.millrace.event.SourceTable;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.index.DeletedVersions;
import io.millrace.manticore.mapping.MappedDocument;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Tells differences from changes that are under way. A round reads the rows, waits until everything that was committed by
 * then is in the index, and reads the documents. What differs in two rounds in a row with the same row and the same version of
 * the document is a difference: had a change in between made the row into another one and back, the document would have a
 * newer version, or without a document its tombstone.
 */
final class Confirmation {
    /** All of them are read at once. */
    private static final int MOST = 2_000;

    private static final long MOST_BYTES = 8L << 20;

    /** A row that changes all the time is given up after so many. */
    private static final int MOST_ROUNDS = 100;

    private final AuditedTable audited;
    private final RowMapping mapping;
    private final IndexTable index;
    private final DeletedVersions deleted;
    private final CommittedChanges committed;
    private final DocumentComparison comparison;
    private final AuditFindings findings;
    private final Map<DocumentKey, Candidate> open = new LinkedHashMap<>();
    private long bytes;

    Confirmation(
            AuditedTable audited,
            RowMapping mapping,
            IndexTable index,
            DeletedVersions deleted,
            CommittedChanges committed,
            AuditFindings findings) {
        this.audited = audited;
        this.mapping = mapping;
        this.index = index;
        this.deleted = deleted;
        this.committed = committed;
        this.findings = findings;
        comparison = new DocumentComparison(index);
    }

    /** Adds a row that has no equal document. */
    void add(MappedRow row) {
        add(new Candidate(Optional.of(row.key()), row.documentKey()), row.bytes());
    }

    /**
     * Adds a document that has no row.
     *
     * @param key of its row; empty if no key of the table leads to it
     */
    void add(DocumentKey document, Optional<Row> key) {
        add(new Candidate(key, document), 0);
    }

    private void add(Candidate candidate, int size) {
        if (open.putIfAbsent(candidate.documentKey(), candidate) == null) {
            bytes += size;
        }
    }

    /** Settles all of them, once there are many. */
    void settleIfMany() throws SQLException, InterruptedException {
        if (open.size() >= MOST || bytes >= MOST_BYTES) {
            settle();
        }
    }

    /** Returns when each of them was found to be equal, or proven to be different. */
    void settle() throws SQLException, InterruptedException {
        while (!open.isEmpty()) {
            round();
        }
        bytes = 0;
    }

    private void round() throws SQLException, InterruptedException {
        Map<DocumentKey, List<MappedRow>> rows = rows();
        SourceTable table = audited.table();
        committed.await(table);
        IndexState state = state();
        for (Iterator<Candidate> each = open.values().iterator(); each.hasNext(); ) {
            Candidate candidate = each.next();
            if (isSettled(candidate, rows.getOrDefault(candidate.documentKey(), List.of()), state)) {
                each.remove();
            }
        }
    }

    /** What the index has, by document id: documents, versions that were deleted, and versions that have expired. */
    private record IndexState(Map<Long, IndexDocument> documents, Map<Long, Long> deleted, Map<Long, Long> expired) {}

    private IndexState state() throws InterruptedException {
        Map<Long, IndexDocument> documents = new HashMap<>();
        index.find(open.values().stream().map(Candidate::id).toList())
                .forEach(document -> documents.put(document.id(), document));
        Map<Boolean, List<DocumentKey>> keys = open.values().stream()
                .map(Candidate::documentKey)
                .collect(Collectors.partitioningBy(key -> documents.containsKey(key.id())));
        // After the documents: a tombstone that is older than its document's end would prove nothing.
        return new IndexState(
                documents,
                deleted.of(index.name(), keys.getOrDefault(false, List.of())),
                deleted.expired(index.name(), keys.getOrDefault(true, List.of())));
    }

    private Map<DocumentKey, List<MappedRow>> rows() throws SQLException {
        List<Row> keys = open.values().stream()
                .flatMap(candidate -> candidate.key().stream())
                .toList();
        Map<DocumentKey, List<MappedRow>> rows = new HashMap<>();
        // The document may be of either, and is equal to its row then.
        List<ChangeEvent> events = new ArrayList<>(audited.rows().find(keys));
        events.addAll(audited.rows().findAsInBinlog(keys));
        mapping.map(events)
                .forEach(row -> rows.computeIfAbsent(row.documentKey(), key -> new ArrayList<>())
                        .add(row));
        return rows;
    }

    private boolean isSettled(Candidate candidate, List<MappedRow> rows, IndexState state) {
        if (rows.stream().anyMatch(row -> row.document().isEmpty())) {
            // It has become a dead letter, and the document of an earlier version may stay.
            findings.deadLetter();
            return true;
        }
        List<MappedDocument> expected =
                rows.stream().flatMap(row -> row.document().stream()).toList();
        Optional<IndexDocument> found = Optional.ofNullable(state.documents().get(candidate.id()));
        // Another row's document is none of a row that is gone.
        Optional<IndexDocument> own = expected.isEmpty()
                ? found.filter(document ->
                        document.rowKey().equals(candidate.documentKey().rowKey()))
                : found;
        Observation now = new Observation(
                expected,
                rows.stream().mapToLong(MappedRow::version).max().orElse(0),
                own,
                state.deleted().getOrDefault(candidate.id(), 0L),
                expected.isEmpty()
                        && own.map(IndexDocument::eventId)
                                .equals(Optional.ofNullable(state.expired().get(candidate.id()))));
        if (isEqual(expected, own)) {
            return true;
        }
        if (candidate.isProvenBy(now)) {
            findings.add(difference(candidate, now));
            return true;
        }
        if (candidate.rounds() >= MOST_ROUNDS) {
            findings.unsettled(candidate);
            return true;
        }
        return false;
    }

    private boolean isEqual(List<MappedDocument> expected, Optional<IndexDocument> found) {
        return found.isEmpty()
                ? expected.isEmpty()
                : expected.stream()
                        .anyMatch(document ->
                                comparison.compare(document, found.get()).isEmpty());
    }

    private Difference difference(Candidate candidate, Observation proven) {
        SourceTable table = audited.table();
        Row key = candidate.key().orElse(Row.getDefaultInstance());
        if (proven.found().isEmpty()) {
            return new Difference.Missing(table, key, index.name(), candidate.id(), proven.version(), proven.deleted());
        }
        IndexDocument found = proven.found().get();
        if (proven.expected().isEmpty()) {
            return new Difference.Extra(table, key, index.name(), candidate.id(), found.eventId());
        }
        return new Difference.Different(
                table,
                key,
                index.name(),
                candidate.id(),
                found.eventId(),
                proven.version(),
                comparison.compare(proven.expected().get(0), found));
    }
}
