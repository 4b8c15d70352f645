package io.millrace.audit;

import io.millrace.audit.index.IndexDocument;
import io.millrace.event.Row;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.mapping.MappedDocument;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A row whose document looked different, or a document that looked as if it had no row. */
final class Candidate {
    private final Optional<Row> key;
    private final DocumentKey documentKey;
    private Optional<Observation> last = Optional.empty();
    private int rounds;

    /**
     * Both sides as they were seen.
     *
     * @param expected the documents of the row, of which there are several where a key is not unique in the source
     * @param version the newest of the row, where the source tells it; otherwise 0
     * @param found the document, if it is that of the row
     * @param deleted without a document, the version that was last deleted
     * @param expiring whether the sink is about to remove the document, since its row has expired
     */
    record Observation(
            List<MappedDocument> expected,
            long version,
            Optional<IndexDocument> found,
            long deleted,
            boolean expiring) {
        /** Whether neither side has changed since an earlier one. */
        boolean sameAs(Observation earlier) {
            return !expiring
                    && deleted == earlier.deleted
                    && version == earlier.version
                    && isSame(expected, earlier.expected)
                    && found.isPresent() == earlier.found.isPresent()
                    && found.map(IndexDocument::eventId).equals(earlier.found.map(IndexDocument::eventId))
                    && found.map(IndexDocument::fingerprint).equals(earlier.found.map(IndexDocument::fingerprint));
        }

        private static boolean isSame(List<MappedDocument> some, List<MappedDocument> others) {
            boolean same = some.size() == others.size();
            for (int i = 0; same && i < some.size(); i++) {
                same = Arrays.equals(some.get(i).columns(), others.get(i).columns());
            }
            return same;
        }
    }

    /** @param key empty for a document that no key of the table leads to */
    Candidate(Optional<Row> key, DocumentKey documentKey) {
        this.key = key;
        this.documentKey = documentKey;
    }

    Optional<Row> key() {
        return key;
    }

    DocumentKey documentKey() {
        return documentKey;
    }

    long id() {
        return documentKey.id();
    }

    int rounds() {
        return rounds;
    }

    /** Whether both sides are what they were in the round before. */
    boolean isProvenBy(Observation now) {
        boolean proven = last.filter(now::sameAs).isPresent();
        last = Optional.of(now);
        rounds++;
        return proven;
    }
}
