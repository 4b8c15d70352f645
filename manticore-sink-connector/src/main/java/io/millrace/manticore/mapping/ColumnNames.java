package io.millrace.manticore.mapping;

import io.millrace.event.SourceTable;
import io.millrace.manticore.rules.ManticoreNames;
import io.millrace.manticore.rules.TableMapping;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The names in Manticore of a source table's columns, as far as the mapping does not give them. A column has its name in
 * readable form. Where two columns of a row would have the same, the one that has exactly this name in the source keeps it,
 * and the others get a part of the hash of their own names, whatever the order. A name once given stays.
 */
final class ColumnNames {
    private static final List<Integer> HASH_DIGITS = List.of(6, 12, 64);

    private final SourceTable source;
    private final TableAdmission memory;
    private final boolean caseMatters;
    private final Set<String> fixed;
    private final Map<String, String> names = new HashMap<>();
    /** Names of all columns that the table ever had, of those that differ. */
    private final Map<String, String> remembered = new HashMap<>();

    /** @param caseMatters whether a table can have columns whose names differ in case only */
    ColumnNames(SourceTable source, TableMapping mapping, TableAdmission memory, boolean caseMatters) {
        this.source = source;
        this.memory = memory;
        this.caseMatters = caseMatters;
        this.fixed = mapping.columns().values().stream()
                .flatMap(List::stream)
                .flatMap(part -> part.name().stream())
                .collect(Collectors.toSet());
    }

    /**
     * Returns the name of a column.
     *
     * @param row the columns of the row without those that the mapping names, this one among them
     * @param live the columns that the table in Manticore has
     */
    String of(String column, Collection<String> row, Set<String> live) {
        if (!names.containsKey(column)) {
            remember(Map.of());
            while (!names.keySet().containsAll(row)) {
                decide(row, live);
            }
        }
        return Objects.requireNonNull(names.get(column));
    }

    /** Names the columns that have no name, unless other tasks have given them names meanwhile. */
    private void decide(Collection<String> row, Set<String> live) {
        Map<String, String> decided = new HashMap<>();
        Map<String, String> different = new HashMap<>();
        new Candidates(row, live).names.forEach((column, name) -> {
            decided.put(column, name);
            if (!isOwn(column, name)) {
                different.put(column, name);
            }
        });
        if (!different.isEmpty()) {
            remember(different);
        }
        if (remembered.entrySet().containsAll(different.entrySet())) {
            names.putAll(decided);
        }
    }

    /** Whether no other column can have been given the name before this one. */
    private boolean isOwn(String column, String name) {
        return (caseMatters ? column : column.toLowerCase(Locale.ROOT)).equals(name);
    }

    private void remember(Map<String, String> different) {
        remembered.putAll(memory.nameColumns(source, different));
        names.putAll(remembered);
    }

    /** The names for those columns of a row that have none. */
    private final class Candidates {
        private final Map<String, String> names = new HashMap<>();
        private final Set<String> used;
        private final List<String> plain;
        private final Set<String> live;

        Candidates(Collection<String> row, Set<String> live) {
            this.live = live;
            this.used = new HashSet<>(fixed);
            row.stream()
                    .map(ColumnNames.this.names::get)
                    .filter(Objects::nonNull)
                    .forEach(used::add);
            List<String> unnamed = row.stream()
                    .filter(column -> !ColumnNames.this.names.containsKey(column))
                    .toList();
            this.plain = unnamed.stream().map(ManticoreNames::column).toList();
            unnamed.forEach(column -> names.put(column, name(column, unnamed)));
        }

        private String name(String column, List<String> unnamed) {
            String name = ManticoreNames.column(column);
            boolean shared = Collections.frequency(plain, name) > 1 && !column.equals(name);
            boolean taken = shared || isUsed(column, name);
            String former = ManticoreNames.formerColumn(column);
            boolean kept = (taken || !live.contains(name))
                    && live.contains(former)
                    && !plain.contains(former)
                    && !isUsed(column, former)
                    && unnamed.stream()
                            .noneMatch(other -> !other.equals(column)
                                    && ManticoreNames.formerColumn(other).equals(former));
            if (kept) {
                return former;
            }
            return taken ? distinct(column) : name;
        }

        private boolean isUsed(String column, String name) {
            return used.contains(name) || !isOwn(column, name) && remembered.containsValue(name);
        }

        private String distinct(String column) {
            return HASH_DIGITS.stream()
                    .map(digits -> ManticoreNames.distinctColumn(column, digits))
                    .filter(name -> !plain.contains(name) && !isUsed(column, name))
                    .findFirst()
                    .orElseThrow();
        }
    }
}
