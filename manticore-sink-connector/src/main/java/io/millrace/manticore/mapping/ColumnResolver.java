package io.millrace.manticore.mapping;

import io.millrace.event.Column;
import io.millrace.event.Row;
import io.millrace.event.Type;
import io.millrace.manticore.index.ColumnType;
import io.millrace.manticore.index.ColumnType.Kind;
import io.millrace.manticore.index.IndexFaultException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Decides where the columns of a source table go in its table in Manticore. */
final class ColumnResolver {
    private final TargetTable target;
    private final TableMapping mapping;
    private final MappingRules rules;
    private final Map<String, String> sourceByTarget = new HashMap<>();

    ColumnResolver(TargetTable target, TableMapping mapping, MappingRules rules) {
        this.target = target;
        this.mapping = mapping;
        this.rules = rules;
    }

    /** The columns that a new table gets for a row like this. */
    Map<String, ColumnType> wantedColumns(Row row, Row key) {
        Map<String, ColumnType> wanted = new LinkedHashMap<>();
        for (Column column : row.getColumnsList()) {
            if (!leftOut(column, key)) {
                for (TableMapping.Part part : mapping.partsOf(column.getName())) {
                    wantedType(column, part).ifPresent(type -> wanted.put(nameOf(column, part, row), type));
                }
            }
        }
        return wanted;
    }

    /** @param before the type that earlier events had for the column */
    MappedColumn resolve(Column column, Row row, Row key, Optional<Type> before) {
        if (leftOut(column, key)) {
            return MappedColumn.leftOut(column);
        }
        if (DefaultTypes.type(column) == Type.TYPE_UNSPECIFIED) {
            return MappedColumn.undecided(column);
        }
        List<Place> places = new ArrayList<>();
        boolean widens = false;
        for (TableMapping.Part part : mapping.partsOf(column.getName())) {
            String name = nameOf(column, part, row);
            if (!target.schema().has(name)) {
                Optional<ColumnType> wanted = wantedType(column, part);
                if (wanted.isEmpty() && column.getType() == Type.FLOAT_VECTOR) {
                    return MappedColumn.undecided(column);
                }
                if (wanted.isEmpty() || !target.add(column.getName(), name, wanted.get())) {
                    continue;
                }
            }
            widens |= widens(column, part, name);
            places.add(place(column, part, name, before));
        }
        return MappedColumn.stored(column, places, widens);
    }

    /** Whether the column may become a bigint when a value needs it; makes it one if this value does. */
    private boolean widens(Column column, TableMapping.Part part, String name) {
        boolean may = target.mayWiden()
                && part.type().isEmpty()
                && live(name).kind() == Kind.UINT
                && ExactInteger.possible(DefaultTypes.type(column));
        if (may && MappedColumn.outgrowsUint(column)) {
            target.widen(name);
            return false;
        }
        return may;
    }

    /** Whether a column that Manticore has is of the type that the mapping gives it; returns that type. */
    ColumnType requireType(String column, TableMapping.Part part) {
        String name = part.nameFor(column);
        ColumnType live = live(name);
        ColumnType wanted = part.type().orElse(live);
        boolean differs = wanted.kind() != live.kind()
                || wanted.kind() == Kind.FLOAT_VECTOR && wanted.size() > 0 && wanted.size() != live.size();
        if (differs) {
            throw new IndexFaultException("Column " + column + " of source table " + target.source() + " is mapped to "
                    + wanted + ", and column " + name + " of table " + target.name() + " in Manticore is " + live
                    + "; put the mapping right, or " + target.rebuild());
        }
        // DESC does not tell the scale of a bigint, which only the mapping knows.
        return live.kind() == Kind.BIGINT ? wanted : live;
    }

    private Place place(Column column, TableMapping.Part part, String name, Optional<Type> before) {
        ColumnType type = requireType(column.getName(), part);
        ValueEncoder encoder = ValueEncoder.of(type, part.form());
        Type given = DefaultTypes.type(column);
        if (!(part.type().isPresent() ? encoder.converts(given) : encoder.takes(given))) {
            throw new IndexFaultException("Column " + column.getName() + " of source table " + target.source()
                    + before.map(old -> " was " + old + " and").orElse("") + " is " + given + ", and column " + name
                    + " of table " + target.name() + " in Manticore is " + live(name) + ", which does not keep every "
                    + given + "; name the type in the mapping of the table if that is wanted, exclude the column, or "
                    + target.rebuild());
        }
        return new Place(name, type, encoder, rules.nullHandling());
    }

    private ColumnType live(String name) {
        return Objects.requireNonNull(target.schema().columns().get(name));
    }

    private static Optional<ColumnType> wantedType(Column column, TableMapping.Part part) {
        return part.type().or(() -> DefaultTypes.of(column));
    }

    /** A column that the mapping excludes, or that is the document id. */
    private boolean leftOut(Column column, Row key) {
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
        // A column that was renamed to the other one's name has left it free.
        if (other != null
                && !other.equals(column.getName())
                && row.getColumnsList().stream().anyMatch(one -> one.getName().equals(other))) {
            throw new IndexFaultException("Columns " + other + " and " + column.getName() + " of source table "
                    + target.source() + " would both be column " + name
                    + " in Manticore; rename one of them in the mapping of the table");
        }
        return name;
    }
}
