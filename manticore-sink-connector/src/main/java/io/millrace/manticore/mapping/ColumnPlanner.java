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
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Decides which columns in Manticore the columns of a source table go to. */
final class ColumnPlanner {
    private final ManticoreTable target;
    private final TableMapping mapping;
    private final MappingRules rules;
    private final ColumnNames names;
    private final boolean scaleDeclared;

    /** @param mysql whether all decimals of a column have its scale, and no two columns names that differ in case only */
    ColumnPlanner(
            ManticoreTable target, TableMapping mapping, MappingRules rules, TableAdmission admission, boolean mysql) {
        this.target = target;
        this.mapping = mapping;
        this.rules = rules;
        this.names = new ColumnNames(target.source(), mapping, admission, !mysql);
        this.scaleDeclared = mysql;
    }

    /** The columns that a new table gets for a row like this. */
    Map<String, ManticoreType> wantedColumns(Row row, Row key) {
        Map<String, ManticoreType> wanted = new LinkedHashMap<>();
        Set<String> chosen = new HashSet<>();
        for (Column column : row.getColumnsList()) {
            if (!excluded(column, key)) {
                for (TableMapping.Part part : mapping.partsOf(column.getName())) {
                    String name = nameOf(column, part, row, key);
                    wantedType(column, part).ifPresent(type -> wanted.put(name, type));
                    part.type().ifPresent(type -> chosen.add(name));
                }
            }
        }
        FullTextFields.limit(wanted, chosen);
        return wanted;
    }

    /** The type that a column of the source has for all of its values. */
    Type typeOf(Column column) {
        return DefaultTypes.type(column, scaleDeclared);
    }

    /** The same for a DECIMAL, by whether its scale is known to be 0. */
    Type typeOfDecimal(boolean whole) {
        return DefaultTypes.decimal(whole, scaleDeclared);
    }

    /** @param before the type that earlier events had for the column */
    ColumnMapper resolve(Column column, Row row, Row key, Optional<Type> before) {
        Type type = typeOf(column);
        if (excluded(column, key)) {
            return ColumnMapper.excluded(column, type);
        }
        if (type == Type.TYPE_UNSPECIFIED) {
            return ColumnMapper.undecided(column, type);
        }
        List<TargetColumn> places = new ArrayList<>();
        boolean widens = false;
        for (TableMapping.Part part : mapping.partsOf(column.getName())) {
            String name = nameOf(column, part, row, key);
            if (!target.schema().has(name)) {
                Optional<ManticoreType> wanted = part.type()
                        .or(() -> DefaultTypes.of(column, scaleDeclared)
                                .map(usual -> FullTextFields.limit(usual, target.schema())));
                if (wanted.isEmpty() && column.getType() == Type.FLOAT_VECTOR) {
                    return ColumnMapper.undecided(column, type);
                }
                if (wanted.isEmpty() || !target.add(column.getName(), name, wanted.get())) {
                    continue;
                }
            }
            widens |= widens(column, part, name);
            places.add(place(column, part, name, before));
        }
        return ColumnMapper.stored(column, type, places, widens);
    }

    /** Whether the column may be widened to a bigint for a later value; widens it at once if this value needs it. */
    private boolean widens(Column column, TableMapping.Part part, String name) {
        boolean may = target.mayWiden()
                && part.type().isEmpty()
                && live(name).kind() == Kind.UINT
                && ExactInteger.possible(typeOf(column));
        if (may && ColumnMapper.outgrowsUint(new ProtobufValue(column))) {
            target.widen(name);
            return false;
        }
        return may;
    }

    /** The type of an existing column; fails when the mapping names another one. */
    ManticoreType requireType(String column, TableMapping.Part part, String name) {
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
        ManticoreType type = requireType(column.getName(), part, name);
        ValueEncoder encoder = ValueEncoder.of(type, part.form());
        Type given = typeOf(column);
        boolean kept = part.type().isPresent()
                ? encoder.converts(column.getType())
                : encoder.takes(given) || encoder.takes(column.getType());
        if (!kept) {
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

    private Optional<ManticoreType> wantedType(Column column, TableMapping.Part part) {
        return part.type().or(() -> DefaultTypes.of(column, scaleDeclared));
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

    private String nameOf(Column column, TableMapping.Part part, Row row, Row key) {
        return part.name()
                .orElseGet(() -> names.of(
                        column.getName(),
                        row.getColumnsList().stream()
                                .filter(each -> !excluded(each, key))
                                .map(Column::getName)
                                .filter(each -> mapping.partsOf(each).stream()
                                        .anyMatch(other -> other.name().isEmpty()))
                                .toList(),
                        target.isOpen() ? target.schema().columns().keySet() : Set.of()));
    }
}
