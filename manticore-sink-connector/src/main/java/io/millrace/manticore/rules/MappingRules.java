package io.millrace.manticore.rules;

import io.millrace.event.Subject;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** How source tables are mapped. */
public final class MappingRules {
    /** The prefix of the settings of single tables: {@code table.<database>.<table>}. */
    public static final String PREFIX = "table.";

    /** By the name of the setting that each is read from. */
    private final Map<String, TableMapping> tables;

    private final SchemaEvolution evolution;
    private final NullHandling nullHandling;

    private MappingRules(Map<String, TableMapping> tables, SchemaEvolution evolution, NullHandling nullHandling) {
        this.tables = Map.copyOf(tables);
        this.evolution = evolution;
        this.nullHandling = nullHandling;
    }

    /** The defaults for every table. */
    public static MappingRules defaults(SchemaEvolution evolution, NullHandling nullHandling) {
        return new MappingRules(Map.of(), evolution, nullHandling);
    }

    /**
     * The same with the settings of single tables.
     *
     * @param settings the connector's, of which those with our prefix are read
     * @param faults called with the setting and the text of each fault
     */
    public MappingRules withTables(Map<String, String> settings, BiConsumer<String, String> faults) {
        Map<String, TableMapping> read = new HashMap<>();
        Map<String, String> settingByTarget = new HashMap<>();
        new TreeMap<>(settings).forEach((setting, text) -> {
            if (!setting.startsWith(PREFIX)) {
                return;
            }
            Optional<Subject> table = tableOf(setting);
            if (table.isEmpty()) {
                faults.accept(setting, "Must be table.<database>.<table>, with %2E for a dot in a name");
                return;
            }
            String name = table.get().database() + "." + table.get().table();
            TableMapping mapping =
                    MappingParser.parse(text, fault -> faults.accept(setting, "Table " + name + ": " + fault));
            read.put(setting, mapping);
            String target = mapping.targetOf(table.get());
            String other = settingByTarget.put(target, setting);
            if (other != null) {
                faults.accept(
                        setting,
                        "Table " + name + ": goes to table " + target + " in Manticore, and so does that of " + other);
            }
        });
        return new MappingRules(read, evolution, nullHandling);
    }

    /** The setting of a table. */
    public static String settingOf(Subject subject) {
        return PREFIX + Subject.escape(subject.database()) + '.' + Subject.escape(subject.table());
    }

    /** The table of a setting, as of any source and partition. */
    public static Optional<Subject> tableOf(String setting) {
        try {
            Subject subject = Subject.parse("cdc.%2A." + setting.substring(PREFIX.length()) + ".0");
            return Optional.of(subject).filter(table -> settingOf(table).equals(setting));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The mappings of tables with a setting of their own, by its name. */
    public Map<String, TableMapping> tables() {
        return tables;
    }

    public SchemaEvolution evolution() {
        return evolution;
    }

    public NullHandling nullHandling() {
        return nullHandling;
    }

    /** The table in Manticore that a table of the source goes to. */
    public String targetOf(String database, String table) {
        Subject subject = new Subject("any", database, table, 0);
        return of(subject).targetOf(subject);
    }

    public TableMapping of(Subject subject) {
        return Optional.ofNullable(tables.get(settingOf(subject))).orElse(TableMapping.DEFAULT);
    }
}
