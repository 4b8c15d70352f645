package io.millrace.audit;

import io.millrace.audit.TableReport.Counts;
import io.millrace.event.CanonicalKey;
import io.millrace.event.Row;
import java.util.ArrayList;
import java.util.List;

/** Counts what the audit of one table finds, and passes proven differences on. */
final class AuditFindings {
    private static final int UNSETTLED_NAMED = 5;

    private final AuditListener listener;
    private final List<String> unsettledKeys = new ArrayList<>();
    private long rows;
    private long documents;
    private long missing;
    private long extra;
    private long different;
    private long deadLetters;
    private long unsettled;

    AuditFindings(AuditListener listener) {
        this.listener = listener;
    }

    void rows(int more) {
        rows += more;
    }

    void documents(int more) {
        documents += more;
    }

    void deadLetter() {
        deadLetters++;
    }

    void add(Difference difference) {
        if (difference instanceof Difference.Missing) {
            missing++;
        } else if (difference instanceof Difference.Extra) {
            extra++;
        } else {
            different++;
        }
        listener.found(difference);
    }

    /** A row changes so often that it cannot be compared. */
    void unsettled(Candidate candidate) {
        unsettled++;
        if (unsettledKeys.size() < UNSETTLED_NAMED) {
            unsettledKeys.add(CanonicalKey.text(candidate.key().orElse(Row.getDefaultInstance())));
        }
    }

    /** Some of the rows that could not be compared. */
    List<String> unsettledKeys() {
        return unsettledKeys;
    }

    Counts counts() {
        return new Counts(rows, documents, missing, extra, different, deadLetters, unsettled);
    }
}
