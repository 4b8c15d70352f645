package io.millrace.manticore.mapping;

import io.millrace.event.Column;
import io.millrace.event.Row;
import io.millrace.event.Type;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.ManticoreType.Kind;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.encoding.ExactInteger;
import io.millrace.manticore.encoding.ValueEncoder;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.TableMapping;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Decides which columns in Manticore the columns of a source table go to. */
final class ColumnPlanner {
    private final ManticoreTable target;
    private final TableMapping mapping;
    private final MappingRules rules;
    private final Map<String, String> sourceByTarget = new HashMap<>();

    ColumnPlanner(ManticoreTable target, TableMapping mapping, MappingRules rules) {
        this.target = target;
        this.mapping = mapping;
        this.rules = rules;
    }

    /** The columns that a new table gets for a row like this. */
    Map<String, ManticoreType> wantedColumns(Row row, Row key) {
        Map<String, ManticoreType> wanted = new LinkedHashMap<>();
        for (Column column : row.getColumnsList()) {
            if (!excluded(column, key)) {
                for (TableMapping.Part part : mapping.partsOf(column.getName())) {
                    wantedType(column, part).ifPresent(type -> wanted.put(nameOf(column, part, row), type));
                }
            }
        }
        return wanted;
    }

    /** @param before the type that earlier events had for the column */
    ColumnMapper resolve(Column column, Row row, Row key, Optional<Type> before) {
        if (excluded(column, key)) {
            return ColumnMapper.excluded(column);
        }
        if (DefaultTypes.type(column) == Type.TYPE_UNSPECIFIED) {
            return ColumnMapper.undecided(column);
        }
        List<TargetColumn> places = new ArrayList<>();
        boolean widens = false;
        for (TableMapping.Part part : mapping.partsOf(column.getName())) {
            String name = nameOf(column, part, row);
            if (!target.schema().has(name)) {
                Optional<ManticoreType> wanted = wantedType(column, part);
                if (wanted.isEmpty() && column.getType() == Type.FLOAT_VECTOR) {
                    return ColumnMapper.undecided(column);
                }
                if (wanted.isEmpty() || !target.add(column.getName(), name, wanted.get())) {
                    continue;
                }
            }
            widens |= widens(column, part, name);
            places.add(place(column, part, name, before));
        }
        return ColumnMapper.stored(column, places, widens);
    }

    /** Whether the column may be widened to a bigint for a later value; widens it at once if this value needs it. */
    private boolean widens(Column column, TableMapping.Part part, String name) {
        boolean may = target.mayWiden()
                && part.type().isEmpty()
                && live(name).kind() == Kind.UINT
                && ExactInteger.possible(DefaultTypes.type(column));
        if (may && ColumnMapper.outgrowsUint(column)) {
            target.widen(name);
            return false;
        }
        return may;
    }

    /** The type of an existing column; fails when the mapping names another one. */
    ManticoreType requireType(String column, TableMapping.Part part) {
        String name = part.nameFor(column);
        ManticoreType live = live(name);
        ManticoreType wanted = part.type().orElse(live);
        boolean differs = wanted.kind() != live.kind()
                || wanted.kind() == Kind.FLOAT_VECTOR && wanted.size() > 0 && wanted.size() != live.size();
        if (differs) {
            throw new TableFaultException(
                    target.name(),
                    "Column " + column + " of source table " + target.source() + " is mapped to "
                            + wanted + ", and column " + name + " of table " + target.name() + " in Manticore is "
                            + live
                            + "; correct the mapping, or " + target.rebuild());
        }
        // DESC does not show the scale of a bigint, which only the mapping knows.
        return live.kind() == Kind.BIGINT ? wanted : live;
    }

    private TargetColumn place(Column column, TableMapping.Part part, String name, Optional<Type> before) {
        ManticoreType type = requireType(column.getName(), part);
        ValueEncoder encoder = ValueEncoder.of(type, part.form());
        Type given = DefaultTypes.type(column);
        if (!(part.type().isPresent() ? encoder.converts(given) : encoder.takes(given))) {
            throw new TableFaultException(
                    target.name(),
                    "Column " + column.getName() + " of source table " + target.source()
                            + before.map(old -> " was " + old + " and").orElse("") + " is " + given + ", and column "
                            + name
                            + " of table " + target.name() + " in Manticore is " + live(name)
                            + ", which does not keep every "
                            + given
                            + "; name the type in the mapping of the table if that is wanted, exclude the column, or "
                            + target.rebuild());
        }
        return new TargetColumn(name, type, encoder, rules.nullHandling());
    }

    private ManticoreType live(String name) {
        return Objects.requireNonNull(target.schema().columns().get(name));
    }

    private static Optional<ManticoreType> wantedType(Column column, TableMapping.Part part) {
        return part.type().or(() -> DefaultTypes.of(column));
    }

    /** A column that the mapping excludes, or that is the document id. */
    private boolean excluded(Column column, Row key) {
        boolean documentId = mapping.idColumn().isPresent()
                ? mapping.idColumn().get().equals(column.getName())
                : key.getColumnsCount() == 1
                        && key.getColumns(0).getName().equals(column.getName())
                        && ExactInteger.possible(key.getColumns(0).getType())
                        && column.getName().equalsIgnoreCase("id");
        return documentId || !mapping.takes(column.getName());
    }

    private String nameOf(Column column, TableMapping.Part part, Row row) {
        String name = part.nameFor(column.getName());
        String other = sourceByTarget.put(name, column.getName());
        // Not a conflict if the other column no longer exists: it was renamed.
        if (other != null
                && !other.equals(column.getName())
                && row.getColumnsList().stream().anyMatch(one -> one.getName().equals(other))) {
            throw new TableFaultException(
                    target.name(),
                    "Columns " + other + " and " + column.getName() + " of source table "
                            + target.source() + " would both be column " + name
                            + " in Manticore; rename one of them in the mapping of the table");
        }
        return name;
    }
}
