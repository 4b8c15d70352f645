package io.millrace.local.manticore.documents;

import io.millrace.local.manticore.json.JsonValue;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The rules for document ids: unsigned 64-bit integers, 0 standing for "make one". */
final class DocumentId {
    /** Seconds above a counter: rises from one start of the process to the next. */
    private static final AtomicLong GENERATED = new AtomicLong(Instant.now().getEpochSecond() << 24);

    private DocumentId() {}

    static long generate() {
        return GENERATED.incrementAndGet();
    }

    /** @throws RefusedException for what can't be an id */
    static void check(JsonValue id, boolean severalAllowed) throws RefusedException {
        if (!id.isArray()) {
            checkOne(id, "Document ids should be integer, string, or array of integers/strings");
            return;
        }
        if (!severalAllowed) {
            throw RefusedException.malformed("Document ids should be integer or string");
        }
        boolean strings = false;
        boolean integers = false;
        for (JsonValue.Elements elements = id.elements(); elements.next(); ) {
            checkOne(elements.value(), "Document ids should be integer or string");
            strings |= elements.value().isString();
            integers |= elements.value().isInteger();
        }
        if (strings && integers) {
            throw RefusedException.malformed("Document ids should be integer");
        }
    }

    private static void checkOne(JsonValue id, String otherwise) throws RefusedException {
        if (!id.isString() && !id.isInteger()) {
            throw RefusedException.malformed(otherwise);
        }
        if (id.isInteger() && id.isNegative()) {
            throw RefusedException.malformed("Negative document ids are not allowed");
        }
    }

    /** The id as a document gives it, 0 when one is to be generated. */
    static long of(JsonValue id) {
        return id.isInteger() ? id.asLong() : id.isString() ? CNumbers.toUnsignedLong(id.asBytes()) : 0;
    }
}
