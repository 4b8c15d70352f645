package io.millrace.audit;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ColumnValues;
import io.millrace.manticore.encoding.UnfitValueException;
import io.millrace.manticore.mapping.DocumentMapper;
import io.millrace.manticore.mapping.MappedDocument;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes the documents of rows, and keeps the reasons of those that have none. */
final class RowMapping {
    private final DocumentMapper mapper;
    private final Clock clock;
    private Optional<String> reason = Optional.empty();

    /** @param clock tells which rows have expired */
    RowMapping(DocumentMapper mapper, Clock clock) {
        this.mapper = mapper;
        this.clock = clock;
    }

    /** Rows that have expired, and those without a key, are left out; they have no document. */
    List<MappedRow> map(List<ChangeEvent> events) {
        List<MappedRow> rows = new ArrayList<>(events.size());
        for (ChangeEvent event : events) {
            if (event.getExpiresUs() == 0 || event.getExpiresUs() > ColumnValues.micros(clock.instant())) {
                map(event).ifPresent(rows::add);
            }
        }
        return rows;
    }

    private Optional<MappedRow> map(ChangeEvent event) {
        if (!event.hasAfter()) {
            reason = Optional.of("the row is too large for the stream, or has a value that no event can hold");
            return withoutDocument(event);
        }
        try {
            MappedDocument document = mapper.map(event);
            return Optional.of(new MappedRow(event.getKey(), document.key(), event.getId(), Optional.of(document)));
        } catch (UnfitValueException e) {
            reason = Optional.of(e.reason());
            return withoutDocument(event);
        }
    }

    private Optional<MappedRow> withoutDocument(ChangeEvent event) {
        try {
            return Optional.of(
                    new MappedRow(event.getKey(), mapper.documentOf(event.getKey()), event.getId(), Optional.empty()));
        } catch (UnfitValueException e) {
            reason = Optional.of("it has no key");
            return Optional.empty();
        }
    }

    /** Why the last of the rows without a document has none. */
    Optional<String> reason() {
        return reason;
    }
}
