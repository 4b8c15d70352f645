package io.millrace.manticore.mapping;

import io.millrace.event.ChangeEvent;
import io.millrace.event.Row;
import io.millrace.event.SourceTable;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.encoding.UnfitValueException;
import io.millrace.manticore.rules.MappingRules;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Makes the documents of one source table's rows exactly as the sink does, without changing anything: what the sink would
 * change in Manticore for a row is only remembered. Not thread-safe.
 */
public final class DocumentMapper {
    private final SourceTable source;
    private final MappingRules rules;
    private final Tables actual;
    private final Tables planned;
    private final TableAdmission admission;
    private final JsonBuffer json = new JsonBuffer();
    private @Nullable TableMapper mapper;

    public DocumentMapper(SourceTable source, MappingRules rules, Tables tables, TableAdmission admission) {
        this.source = source;
        this.rules = rules;
        this.actual = tables;
        this.planned = new PlannedTables(tables);
        this.admission = admission;
    }

    /** The table in Manticore. */
    public String target() {
        return rules.targetOf(source);
    }

    /** The table in Manticore as it is; empty if there is none. */
    public Optional<TableSchema> live() {
        return actual.find(target());
    }

    /**
     * The document of a row.
     *
     * @param event with the row after the change
     * @throws UnfitValueException when the event would become a dead letter; the reason names the column
     * @throws TableFaultException when the sink would set the table aside
     */
    public MappedDocument map(ChangeEvent event) throws UnfitValueException {
        TableMapper table = mapperFor(event);
        DocumentKey key = table.documentOf(event.getKey());
        Row row = event.getAfter();
        table.prepare(event, key);
        json.cutTo(0);
        json.append('{');
        table.appendColumns(row, key, json);
        if (json.length() > 1) {
            json.cutTo(json.length() - 1);
        }
        json.append('}');
        return new MappedDocument(key, json.toByteArray());
    }

    /** Which document the row with a key has. */
    public DocumentKey documentOf(Row key) throws UnfitValueException {
        return mapperFor(ChangeEvent.newBuilder().setKey(key).build()).documentOf(key);
    }

    /**
     * The columns to which the rows that were mapped go.
     *
     * @param found how the table in Manticore was found
     * @return those that the table lacks
     */
    public Set<String> missingColumns(TableSchema found) {
        Set<String> missing = new TreeSet<>();
        planned.find(target())
                .ifPresent(schema -> missing.addAll(schema.columns().keySet()));
        missing.removeAll(found.columns().keySet());
        return missing;
    }

    /** The columns that the rows that were mapped had in the source, and that are not excluded, by their names in Manticore. */
    public Set<String> writtenColumns() {
        TableMapper table = mapper;
        return table == null ? Set.of() : table.writtenColumns();
    }

    private TableMapper mapperFor(ChangeEvent event) {
        TableMapper table = mapper;
        if (table == null) {
            table = TableMapper.of(source, rules, planned, admission, event);
            if (event.hasAfter()) {
                mapper = table;
            }
        }
        if (event.hasAfter() && !table.knowsKey(event.getKey())) {
            if (!admission.acceptsKey(source, event)) {
                throw new TableFaultException(target(), "The key of source table " + source + " is one of the past");
            }
            table.addKey(event.getKey());
        }
        return table;
    }
}
