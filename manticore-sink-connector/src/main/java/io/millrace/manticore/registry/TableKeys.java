package io.millrace.manticore.registry;

import com.google.protobuf.InvalidProtocolBufferException;
import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.document.Tables;
import io.millrace.manticore.registry.KeyHistory.Verdict;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.TableMapping;
import io.millrace.manticore.stream.StreamContents;
import io.millrace.nats.FormerKey;
import io.millrace.nats.TableEntry;
import io.millrace.nats.TableRebuild;
import io.millrace.nats.TableRegistry;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the shape of each table's key, and notices when it is redefined: then its rows would get other documents. */
final class TableKeys {
    private static final Logger LOG = LoggerFactory.getLogger(TableKeys.class);

    private final TableEntries entries;
    private final MappingRules rules;
    private final Tables manticore;
    private final StreamContents stream;

    TableKeys(TableEntries entries, MappingRules rules, Tables manticore, StreamContents stream) {
        this.entries = entries;
        this.rules = rules;
        this.manticore = manticore;
        this.stream = stream;
    }

    /**
     * Whether an event can be applied. If not, it is of the time before the key was redefined.
     *
     * @throws TableFaultException when the key was redefined, or may have been
     */
    boolean accepts(SourceTable table, ChangeEvent event) {
        KeyShape shape = KeyShape.of(event.getKey());
        if (entries.find(table)
                .filter(known -> shape.columns().equals(known.getKeyList()))
                .isPresent()) {
            return true;
        }
        TableEntry entry = entries.update(
                table,
                now -> now.getKeyCount() == 0
                        ? now.toBuilder().addAllKey(shape.columns()).build()
                        : now);
        Verdict verdict = judge(table, entry, event);
        return switch (verdict) {
            case SAME, FORMER -> true;
            case RENAMED -> {
                rename(table, shape);
                yield true;
            }
            case REDEFINED, UNCLEAR -> {
                if (Long.compareUnsigned(event.getId(), entry.getKeySince()) < 0) {
                    yield false;
                }
                throw redefined(table, entry, event, verdict);
            }
        };
    }

    /**
     * The same for the table in which a source table is rebuilt.
     *
     * @throws TableFaultException when the key was redefined since the rebuild began
     */
    boolean acceptsInShadow(SourceTable table, String shadow, ChangeEvent event) {
        KeyShape shape = KeyShape.of(event.getKey());
        TableEntry entry = entries.update(
                table,
                now -> now.hasRebuild() && now.getRebuild().getKeyCount() == 0 ? withShadowKey(now, shape) : now);
        if (shape.columns().equals(entry.getRebuild().getKeyList())) {
            return true;
        }
        return switch (judge(table, TableRebuild.shadowOf(entry), event)) {
            case SAME, FORMER -> true;
            case RENAMED -> {
                entries.update(table, now -> now.hasRebuild() ? withShadowKey(now, shape) : now);
                yield true;
            }
            case REDEFINED, UNCLEAR -> {
                if (Long.compareUnsigned(event.getId(), entry.getRebuild().getKeySince()) < 0) {
                    yield false;
                }
                throw new TableFaultException(
                        shadow,
                        "The key of source table " + table + " was "
                                + new KeyShape(entry.getRebuild().getKeyList()) + " when its rebuild began and is "
                                + shape);
            }
        };
    }

    private static TableEntry withShadowKey(TableEntry entry, KeyShape shape) {
        return entry.toBuilder()
                .setRebuild(entry.getRebuild().toBuilder().clearKey().addAllKey(shape.columns()))
                .build();
    }

    private Verdict judge(SourceTable table, TableEntry entry, ChangeEvent event) {
        KeyHistory history = new KeyHistory(entry);
        Verdict verdict = history.judge(event, column -> isInManticore(table, column));
        if (verdict != Verdict.UNCLEAR) {
            return verdict;
        }
        // A deletion tells nothing but the key. A newer row of the same table may tell the rest.
        return judge(table, history, KeyShape.of(event.getKey()).names());
    }

    /** What the newest rows with a key of these names say. */
    private Verdict judge(SourceTable table, KeyHistory history, List<String> names) {
        return stream.newestEvents(table).stream()
                .map(TableKeys::parse)
                .filter(ChangeEvent::hasAfter)
                .filter(other -> KeyShape.of(other.getKey()).names().equals(names))
                .map(other -> history.judge(other, column -> isInManticore(table, column)))
                .findFirst()
                .orElse(Verdict.UNCLEAR);
    }

    /** Whether a table was set aside for a deletion that did not tell enough, and a newer row says by now that a column was renamed. */
    boolean isSettled(TableEntry entry) {
        SourceTable table = TableRegistry.tableOf(entry);
        KeyShape next = new KeyShape(entry.getNextKeyList());
        boolean renamed = entry.getKeyUnclear() && judge(table, new KeyHistory(entry), next.names()) == Verdict.RENAMED;
        if (renamed) {
            rename(table, next);
        }
        return renamed;
    }

    private void rename(SourceTable table, KeyShape shape) {
        LOG.info("The key of source table {} is {} now", table, shape);
        entries.update(table, entry -> {
            KeyShape before = new KeyShape(entry.getKeyList());
            return before.names().equals(shape.names())
                    ? entry
                    : entry.toBuilder()
                            .clearKey()
                            .addAllKey(shape.columns())
                            .addFormerKey(FormerKey.newBuilder().addAllName(before.names()))
                            .clearNextKey()
                            .clearNextKeySince()
                            .build();
        });
    }

    private TableFaultException redefined(SourceTable table, TableEntry entry, ChangeEvent event, Verdict verdict) {
        KeyShape shape = KeyShape.of(event.getKey());
        entries.update(
                table,
                now -> now.getNextKeyCount() > 0
                        ? now
                        : now.toBuilder()
                                .addAllNextKey(shape.columns())
                                .setNextKeySince(event.getId())
                                .setKeyUnclear(verdict == Verdict.UNCLEAR)
                                .build());
        String target = rules.targetOf(table);
        return new TableFaultException(
                target,
                "The key of source table " + table + " was " + new KeyShape(entry.getKeyList()) + " and is " + shape
                        + (verdict == Verdict.UNCLEAR
                                ? ", and a deletion does not tell whether columns were renamed or the key was redefined"
                                : "")
                        + ", so that the same row would get a second document in table " + target
                        + "; rebuild the table (docs/mapping.md, \"When the primary key was redefined\")");
    }

    private boolean isInManticore(SourceTable table, String column) {
        Optional<TableSchema> schema = manticore.find(rules.targetOf(table));
        TableMapping mapping = rules.of(table);
        Optional<String> known = entries.find(table).flatMap(entry -> ColumnNameEntries.of(entry, column));
        return schema.isPresent()
                && mapping.takes(column)
                && mapping.partsOf(column).stream()
                        .anyMatch(part ->
                                schema.get().has(part.name().or(() -> known).orElseGet(() -> part.nameFor(column))));
    }

    private static ChangeEvent parse(byte[] data) {
        try {
            return ChangeEvent.parseFrom(data);
        } catch (InvalidProtocolBufferException e) {
            return ChangeEvent.getDefaultInstance();
        }
    }
}
