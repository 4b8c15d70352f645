package io.millrace.audit;

import io.millrace.event.SourceTable;
import io.millrace.manticore.SinkConfiguration;
import io.millrace.manticore.mapping.DocumentMapper;
import io.millrace.manticore.registry.KnownTables;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.nats.KeyColumn;
import io.millrace.nats.NatsQuestions;
import io.millrace.nats.Rebuild;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRebuild;
import io.millrace.nats.TableRegistry;
import io.millrace.state.StateException;
import java.util.List;
import java.util.Optional;

/** How a sink follows source tables: by its configuration, and by what the registry remembers at that moment. */
final class SinkTables {
    private final NatsQuestions nats;
    private final SinkConfiguration sink;
    private final AuditedIndex index;

    SinkTables(NatsQuestions nats, SinkConfiguration sink, AuditedIndex index) {
        this.nats = nats;
        this.sink = sink;
        this.index = index;
    }

    /** Reads the registry. */
    Follows follow(SourceTable table) {
        MappingRules rules = sink.mapping();
        KnownTables known = new KnownTables(TableRegistry.all(nats, sink.name()), rules);
        return new Follows(
                new DocumentMapper(table, rules, index.catalog(), known),
                known.find(table).orElse(TableEntry.getDefaultInstance()));
    }

    /**
     * The same for the table in which one is being rebuilt: with its mapping, and with what is known of its key.
     *
     * @throws StateException if the sink does not write one
     */
    Follows followShadow(SourceTable table) {
        TableEntry entry = new KnownTables(TableRegistry.all(nats, sink.name()), sink.mapping())
                .find(table)
                .filter(TableRebuild::isDoubled)
                .orElseThrow(() -> new StateException(
                        "Sink " + sink.name() + " does not write a table in which " + table + " is rebuilt"));
        Rebuild rebuild = entry.getRebuild();
        MappingRules rules = sink.mapping().forShadow(table, rebuild.getShadow(), rebuild.getMapping());
        TableEntry shadow = TableRebuild.shadowOf(entry);
        return new Follows(
                new DocumentMapper(table, rules, index.catalog(), new KnownTables(List.of(shadow), rules)), shadow);
    }

    /** How the sink follows one table. */
    record Follows(DocumentMapper mapper, TableEntry entry) {
        List<KeyColumn> key() {
            return entry.getKeyList();
        }

        /** Why rows are not in the index; empty if the sink follows the table. */
        Optional<String> obstacle() {
            return switch (entry.getState()) {
                case SET_ASIDE -> Optional.of("Set aside since " + entry.getSince() + ": " + entry.getReason());
                default ->
                    entry.getPassedOverCount() > 0
                            ? Optional.of("It was set aside, and the sink has yet to read again what it passed over")
                            : Optional.empty();
            };
        }
    }
}
