package io.millrace.audit;

import io.millrace.audit.TableReport.Counts;
import io.millrace.event.CanonicalKey;
import io.millrace.event.Row;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Counts what the audit of one table finds, and passes proven differences on. */
final class AuditFindings {
    private static final int UNSETTLED_NAMED = 5;

    /** Keeps the memory bounded; after a restart, further ones are passed on twice. */
    private static final int MOST_REMEMBERED = 100_000;

    private final AuditListener listener;
    private final List<String> unsettledKeys = new ArrayList<>();
    private final Set<Passed> passed = new HashSet<>();
    private long rows;
    private long documents;
    private long missing;
    private long extra;
    private long different;
    private long deadLetters;
    private long unsettled;

    /** A difference that was passed on. */
    private record Passed(long document, int hash) {}

    AuditFindings(AuditListener listener) {
        this.listener = listener;
    }

    /** Before the table is compared from a position: what is found again unchanged is not passed on again. */
    void startAt(WalkPosition position) {
        rows = position.rows();
        documents = position.documents();
        missing = 0;
        extra = 0;
        different = 0;
        deadLetters = position.deadLetters();
        unsettled = 0;
        unsettledKeys.clear();
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
        Passed now = new Passed(difference.documentId(), difference.hashCode());
        if (!passed.contains(now)) {
            if (passed.size() < MOST_REMEMBERED) {
                passed.add(now);
            }
            listener.found(difference);
        }
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

    /** Whether all that was settled so far is equal. */
    boolean allEqual() {
        return missing + extra + different + unsettled == 0;
    }

    Counts counts() {
        return new Counts(rows, documents, missing, extra, different, deadLetters, unsettled);
    }
}
