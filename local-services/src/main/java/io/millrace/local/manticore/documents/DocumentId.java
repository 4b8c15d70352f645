package io.millrace.local.manticore.documents;

import io.millrace.local.manticore.json.JsonValue;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** The rules for document ids: unsigned 64-bit integers, 0 standing for "make one". */
public final class DocumentId {
    /** Seconds above a counter: rises from one start of the process to the next. */
    private static final AtomicLong GENERATED = new AtomicLong(Instant.now().getEpochSecond() << 24);

    private DocumentId() {}

    static long generate() {
        return GENERATED.incrementAndGet();
    }

    /**
     * The id as a request gives it, 0 when one is to be generated.
     *
     * @throws RefusedException for what is no id
     */
    static long of(JsonValue id) throws RefusedException {
        JsonValue value = id;
        if (id.isArray()) {
            JsonValue.Elements elements = id.elements();
            if (elements.next()) {
                value = elements.value();
            }
        }
        if (value.isString()) {
            return CNumbers.toLong(value.asBytes());
        }
        if (!value.isInteger()) {
            throw RefusedException.malformed("Document ids should be integer, string, or array of integers/strings");
        }
        if (value.isNegative()) {
            throw RefusedException.malformed("Negative document ids are not allowed");
        }
        return value.asLong();
    }
}
