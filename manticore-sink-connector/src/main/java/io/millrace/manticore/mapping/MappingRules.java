package io.millrace.manticore.mapping;

import io.millrace.event.Subject;
import java.util.Map;

/**
 * How source tables are mapped.
 *
 * @param tables by {@code database.table}, each part escaped as in a subject
 */
public record MappingRules(Map<String, TableMapping> tables, SchemaEvolution evolution, NullHandling nullHandling) {
    public MappingRules {
        tables = Map.copyOf(tables);
    }

    TableMapping of(Subject subject) {
        return tables.getOrDefault(
                Subject.escape(subject.database()) + '.' + Subject.escape(subject.table()), TableMapping.DEFAULT);
    }
}
