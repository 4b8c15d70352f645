package io.millrace.manticore.mapping;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ChangeEvents;
import io.millrace.event.ColumnValues;
import io.millrace.event.Operation;
import io.millrace.event.Row;
import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.manticore.document.BulkLines;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.encoding.UnfitValueException;
import io.millrace.manticore.rules.MappingRules;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Turns events into changes of the index, and creates and changes tables in Manticore when an event needs it. Not
 * thread-safe.
 */
public final class EventMapper {
    private final MappingRules rules;
    private final Tables tables;
    private final TableAdmission admission;
    private final Clock clock;
    private final Map<String, Route> routes = new HashMap<>();
    private final Map<SourceTable, TableMapper> mappers = new HashMap<>();
    private final Map<ShadowTable, TableMapper> shadowMappers = new HashMap<>();
    private final JsonBuffer line = new JsonBuffer();

    /** What a subject says. */
    private record Route(SourceTable table, int partition) {
        static Route parse(String subject) {
            Subject parsed = Subject.parse(subject);
            return new Route(SourceTable.of(parsed), parsed.partition());
        }
    }

    /** @param clock tells which rows have expired before their events arrived */
    public EventMapper(MappingRules rules, Tables tables, TableAdmission admission, Clock clock) {
        this.rules = rules;
        this.tables = tables;
        this.admission = admission;
        this.clock = clock;
    }

    /**
     * Maps one event.
     *
     * @param subject where the event was published
     * @param data the serialized {@link ChangeEvent}
     * @param sequence the position of the event in the stream
     * @param origin passed on to {@link RowChange#origin}
     */
    public MappedEvent map(String subject, byte[] data, long sequence, int origin) {
        Optional<MappedEvent> planned = mapPlanned(routes.get(subject), data, sequence, origin);
        if (planned.isPresent()) {
            return planned.get();
        }
        ChangeEvent event;
        Route route;
        try {
            event = ChangeEvents.parse(data);
            route = routes.computeIfAbsent(subject, Route::parse);
        } catch (IllegalArgumentException e) {
            return new MappedEvent.Unfit(String.valueOf(e.getMessage()));
        }
        MappedEvent live = toLiveTable(route.table(), route.partition(), event, sequence, origin);
        return admission
                .shadowOf(route.table(), route.partition())
                .map(shadow -> both(live, toShadowTable(route.table(), shadow, event, origin)))
                .orElse(live);
    }

    /** Maps an event as those before it; empty if it has to be parsed. */
    private Optional<MappedEvent> mapPlanned(@Nullable Route route, byte[] data, long sequence, int origin) {
        TableMapper table = route == null ? null : mappers.get(route.table());
        if (route == null
                || table == null
                || table.plan().isEmpty()
                || admission.shadowOf(route.table(), route.partition()).isPresent()) {
            return Optional.empty();
        }
        return table.plan().get().change(data, origin, line).map(change -> {
            if (admission.admits(route.table(), route.partition())) {
                return new MappedEvent.Fit(change);
            }
            admission.passOver(route.table(), route.partition(), sequence);
            return new MappedEvent.OfSetAsideTable();
        });
    }

    private MappedEvent toLiveTable(SourceTable table, int partition, ChangeEvent event, long sequence, int origin) {
        if (admission.admits(table, partition)) {
            try {
                return apply(table, event, origin);
            } catch (UnfitValueException e) {
                return new MappedEvent.Unfit(table + ": " + e.reason());
            } catch (TableFaultException e) {
                admission.setAside(table, e);
            }
        }
        admission.passOver(table, partition, sequence);
        return new MappedEvent.OfSetAsideTable();
    }

    private MappedEvent toShadowTable(SourceTable source, ShadowTable shadow, ChangeEvent event, int origin) {
        try {
            TableMapper table = shadowMappers.computeIfAbsent(
                    shadow, missing -> TableMapper.of(source, missing.rules(), tables, admission, event));
            return apply(table, event, origin, shadow::acceptsKey);
        } catch (UnfitValueException e) {
            String reason = source + ", for the table that it is rebuilt in: " + e.reason();
            return shadow.isLeftOut(reason) ? new MappedEvent.Unfit(reason) : new MappedEvent.OfSetAsideTable();
        } catch (TableFaultException e) {
            shadow.failed(e);
            return new MappedEvent.OfSetAsideTable();
        }
    }

    private static MappedEvent both(MappedEvent live, MappedEvent shadow) {
        List<RowChange> changes = new ArrayList<>(2);
        Optional<String> unfit = Optional.empty();
        for (MappedEvent each : List.of(shadow, live)) {
            if (each instanceof MappedEvent.Fit fit) {
                changes.add(fit.change());
            } else if (each instanceof MappedEvent.Unfit refused) {
                unfit = Optional.of(refused.reason());
            }
        }
        return changes.isEmpty() && unfit.isEmpty() ? live : new MappedEvent.ForBoth(changes, unfit);
    }

    /** Forgets what is known about tables in Manticore. */
    public void forgetTables() {
        mappers.clear();
        shadowMappers.clear();
    }

    private MappedEvent apply(SourceTable source, ChangeEvent event, int origin) throws UnfitValueException {
        TableMapper table = mappers.get(source);
        if (table == null) {
            admission.claim(source);
            table = TableMapper.of(source, rules, tables, admission, event);
            mappers.put(source, table);
        }
        return apply(table, event, origin, each -> admission.acceptsKey(source, each));
    }

    private MappedEvent apply(TableMapper table, ChangeEvent event, int origin, Predicate<ChangeEvent> acceptsKey)
            throws UnfitValueException {
        if (!table.knowsKey(event.getKey())) {
            if (!acceptsKey.test(event)) {
                return new MappedEvent.OfSetAsideTable();
            }
            table.addKey(event.getKey());
        }
        if (isOfBinlog(event)) {
            DocumentKeys.requireReadable(event.getKey());
        }
        return new MappedEvent.Fit(change(table, event, origin));
    }

    private static boolean isOfBinlog(ChangeEvent event) {
        return event.getOperation() != Operation.SNAPSHOT
                && event.getSource().getConnector().equals(TableMapper.MYSQL);
    }

    private RowChange change(TableMapper table, ChangeEvent event, int origin) throws UnfitValueException {
        return switch (event.getOperation()) {
            case SNAPSHOT, INSERT, UPDATE ->
                hasExpired(event) ? delete(table, event, origin) : replace(table, event, origin);
            case DELETE -> delete(table, event, origin);
            case TRUNCATE -> new RowChange.Truncate(table.target(), event.getId(), origin);
            case OPERATION_UNSPECIFIED, UNRECOGNIZED ->
                throw new UnfitValueException(
                        "the event's operation is unknown to this version; upgrade the connector");
        };
    }

    private boolean hasExpired(ChangeEvent event) {
        return event.getExpiresUs() != 0 && event.getExpiresUs() <= ColumnValues.micros(clock.instant());
    }

    private static RowChange delete(TableMapper table, ChangeEvent event, int origin) throws UnfitValueException {
        return new RowChange.Delete(table.target(), table.documentOf(event.getKey()), event.getId(), origin);
    }

    private RowChange replace(TableMapper table, ChangeEvent event, int origin) throws UnfitValueException {
        DocumentKey key = table.documentOf(event.getKey());
        if (!event.hasAfter()) {
            throw new UnfitValueException("the event has no row");
        }
        Row row = event.getAfter();
        table.prepare(event, key);
        line.cutTo(0);
        BulkLines.beginReplace(line, table.target(), key);
        table.appendColumns(row, key, line);
        BulkLines.end(line, event.getId());
        table.planFor(event);
        return new RowChange.Replace(
                table.schema(), key, event.getId(), origin, line.toByteArray(), event.getExpiresUs());
    }
}
