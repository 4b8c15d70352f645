package io.millrace.manticore.mapping;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.InvalidEventException;
import io.millrace.event.Row;
import io.millrace.event.Subject;
import io.millrace.manticore.document.BulkLines;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.IndexFaultException;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.encoding.UnfitValueException;
import io.millrace.manticore.rules.MappingRules;
import java.util.HashMap;
import java.util.Map;

/**
 * Turns events into changes of the index, and creates and changes tables in Manticore when an event needs it. Not
 * thread-safe.
 */
public final class EventMapper {
    private final MappingRules rules;
    private final Tables tables;
    private final Map<String, TableMapper> tablesBySubject = new HashMap<>();
    private final Map<String, String> sourcesByTarget = new HashMap<>();
    private final JsonBuffer line = new JsonBuffer();

    public EventMapper(MappingRules rules, Tables tables) {
        this.rules = rules;
        this.tables = tables;
    }

    /**
     * Maps one event.
     *
     * @param subject where the event was published
     * @param data the serialized {@link ChangeEvent}
     * @param origin passed on to {@link RowChange#origin}
     */
    public MappedEvent map(String subject, byte[] data, int origin) {
        ChangeEvent event;
        try {
            event = ChangeEvents.parse(data);
        } catch (InvalidEventException e) {
            return new MappedEvent.Unfit(String.valueOf(e.getMessage()));
        }
        TableMapper table = tablesBySubject.get(subject);
        if (table == null) {
            try {
                table = open(Subject.parse(subject));
            } catch (IllegalArgumentException e) {
                return new MappedEvent.Unfit(String.valueOf(e.getMessage()));
            }
            tablesBySubject.put(subject, table);
        }
        try {
            return new MappedEvent.Fit(change(table, event, origin));
        } catch (UnfitValueException e) {
            return new MappedEvent.Unfit(table.source() + ": " + e.reason());
        }
    }

    /** Forgets what is known about tables in Manticore. */
    public void forgetTables() {
        tablesBySubject.clear();
    }

    private RowChange change(TableMapper table, ChangeEvent event, int origin) throws UnfitValueException {
        return switch (event.getOperation()) {
            case SNAPSHOT, INSERT, UPDATE -> replace(table, event, origin);
            case DELETE ->
                new RowChange.Delete(table.target(), table.documentOf(event.getKey()), event.getId(), origin);
            case TRUNCATE -> new RowChange.Truncate(table.target(), event.getId(), origin);
            case OPERATION_UNSPECIFIED, UNRECOGNIZED ->
                throw new UnfitValueException(
                        "the event's operation is unknown to this version; upgrade the connector");
        };
    }

    private RowChange replace(TableMapper table, ChangeEvent event, int origin) throws UnfitValueException {
        DocumentKey key = table.documentOf(event.getKey());
        if (!event.hasAfter()) {
            throw new UnfitValueException("the event has no row");
        }
        Row row = event.getAfter();
        table.prepare(row, event.getKey(), key);
        line.cutTo(0);
        BulkLines.beginReplace(line, table.target(), key);
        table.appendColumns(row, key, line);
        BulkLines.end(line, event.getId());
        return new RowChange.Replace(table.schema(), key, event.getId(), origin, line.toByteArray());
    }

    private TableMapper open(Subject subject) {
        TableMapper table = TableMapper.of(subject, rules, tables);
        String source = table.source();
        String other = sourcesByTarget.putIfAbsent(table.target(), source);
        if (other != null && !other.equals(source)) {
            // Their rows would overwrite each other wherever their keys are equal.
            throw new IndexFaultException("The source tables " + other + " and " + source
                    + " both map to table " + table.target()
                    + " in Manticore; give one of them another name with " + MappingRules.settingOf(subject));
        }
        return table;
    }
}
