package io.millrace.manticore.rules;

import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/** How source tables are mapped. */
public final class MappingRules {
    /** The prefix of the settings of single tables: {@code table.<database>.<table>}. */
    public static final String PREFIX = "table.";

    /** By the name of the setting that each is read from. */
    private final Map<String, TableMapping> tables;

    /** What the configuration says about them, by the same. */
    private final Map<String, String> texts;

    private final TargetPattern pattern;
    private final SchemaEvolution evolution;
    private final NullHandling nullHandling;
    /** They keep the names in Manticore that an earlier version gave them. */
    private final Set<SourceTable> namedBefore = ConcurrentHashMap.newKeySet();
    /** They were rebuilt with another mapping than the configured one. */
    private final Map<SourceTable, Rebuilt> rebuilt = new ConcurrentHashMap<>();

    private record Rebuilt(String text, TableMapping mapping) {}

    private MappingRules(
            Map<String, TableMapping> tables,
            Map<String, String> texts,
            TargetPattern pattern,
            SchemaEvolution evolution,
            NullHandling nullHandling) {
        this.tables = Map.copyOf(tables);
        this.texts = Map.copyOf(texts);
        this.pattern = pattern;
        this.evolution = evolution;
        this.nullHandling = nullHandling;
    }

    /** The defaults for every table. */
    public static MappingRules defaults(SchemaEvolution evolution, NullHandling nullHandling) {
        return new MappingRules(Map.of(), Map.of(), TargetPattern.DEFAULT, evolution, nullHandling);
    }

    /** The same with other names for the tables whose settings name none; before {@link #withTables}. */
    public MappingRules withPattern(TargetPattern names) {
        return new MappingRules(tables, texts, names, evolution, nullHandling);
    }

    /**
     * The same with the settings of single tables.
     *
     * @param settings the connector's, of which those with our prefix are read
     * @param faults called with the setting and the text of each fault
     */
    public MappingRules withTables(Map<String, String> settings, BiConsumer<String, String> faults) {
        Map<String, TableMapping> read = new HashMap<>();
        Map<String, String> texts = new HashMap<>();
        Map<String, String> settingByTarget = new HashMap<>();
        new TreeMap<>(settings).forEach((setting, text) -> {
            if (!setting.startsWith(PREFIX)) {
                return;
            }
            Optional<SourceTable> table = tableOf(setting);
            if (table.isEmpty()) {
                faults.accept(setting, "Must be table.<database>.<table>, with %2E for a dot in a name");
                return;
            }
            String name = table.get().database() + "." + table.get().table();
            TableMapping mapping =
                    MappingParser.parse(text, fault -> faults.accept(setting, "Table " + name + ": " + fault));
            read.put(setting, mapping);
            texts.put(setting, text);
            certainTarget(table.get(), mapping).ifPresent(target -> {
                String other = settingByTarget.put(target, setting);
                if (other != null) {
                    faults.accept(
                            setting,
                            "Table " + name + ": goes to table " + target + " in Manticore, and so does that of "
                                    + other);
                }
            });
        });
        return new MappingRules(read, texts, pattern, evolution, nullHandling);
    }

    /** The name in Manticore, unless only the registry knows whether one of an earlier version is kept. */
    private Optional<String> certainTarget(SourceTable table, TableMapping mapping) {
        return mapping.target()
                .or(() -> Optional.of(pattern.targetOf(table))
                        .filter(target -> target.equals(pattern.formerTargetOf(table))));
    }

    /** The same with defaults where NULLs are left out. */
    public MappingRules withDefaultsForNulls() {
        return nullHandling == NullHandling.OMIT
                ? new MappingRules(tables, texts, pattern, evolution, NullHandling.DEFAULT)
                : this;
    }

    /** The setting of a table. */
    public static String settingOf(SourceTable table) {
        return PREFIX + Subject.escape(table.database()) + '.' + Subject.escape(table.table());
    }

    /** The table of a setting, as of any source and partition. */
    public static Optional<SourceTable> tableOf(String setting) {
        try {
            Subject subject = Subject.parse("cdc.%2A." + setting.substring(PREFIX.length()) + ".0");
            return Optional.of(SourceTable.of(subject))
                    .filter(table -> settingOf(table).equals(setting));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The mappings of tables with a setting of their own, by its name. */
    public Map<String, TableMapping> tables() {
        return tables;
    }

    public TargetPattern pattern() {
        return pattern;
    }

    public SchemaEvolution evolution() {
        return evolution;
    }

    public NullHandling nullHandling() {
        return nullHandling;
    }

    /** The table in Manticore that a table of the source goes to. */
    public String targetOf(SourceTable table) {
        return of(table)
                .target()
                .orElseGet(() -> namedBefore.contains(table) ? pattern.formerTargetOf(table) : pattern.targetOf(table));
    }

    /** From now on, a table that goes to a table in Manticore by its name in earlier versions keeps that name. */
    public void keepName(SourceTable table, String target) {
        if (of(table).target().isEmpty() && pattern.formerTargetOf(table).equals(target)) {
            namedBefore.add(table);
        }
    }

    public TableMapping of(SourceTable table) {
        Rebuilt other = rebuilt.get(table);
        return other == null ? tables.getOrDefault(settingOf(table), TableMapping.DEFAULT) : other.mapping();
    }

    /** What the configuration says about a table, empty if nothing. */
    public String configured(SourceTable table) {
        return texts.getOrDefault(settingOf(table), "");
    }

    /**
     * From now on a table is mapped as it was rebuilt.
     *
     * @param text the value that the setting of the table has for that
     */
    public void follow(SourceTable table, String text) {
        if (text.equals(configured(table))) {
            rebuilt.remove(table);
        } else {
            rebuilt.compute(
                    table,
                    (same, before) ->
                            before != null && before.text().equals(text) ? before : new Rebuilt(text, parsed(text)));
        }
    }

    /** Rules that map one table to a shadow table. */
    public MappingRules forShadow(SourceTable table, String shadow, String text) {
        return new MappingRules(
                Map.of(settingOf(table), parsed(text).withTarget(shadow)),
                Map.of(settingOf(table), text),
                pattern,
                evolution,
                nullHandling);
    }

    /** A text that was checked when the rebuild began; a later version may have been needed for it. */
    private static TableMapping parsed(String text) {
        return MappingParser.parse(text, fault -> {});
    }

    /** Everything in the configuration that decides how a table is mapped; equal texts map it alike. */
    public String textOf(SourceTable table) {
        String setting = settingOf(table);
        Rebuilt other = rebuilt.get(table);
        return TargetPattern.SETTING + "=" + pattern.text() + " schema.evolution=" + evolution + " null.handling="
                + nullHandling + " " + setting + "=" + (other == null ? configured(table) : other.text());
    }
}
