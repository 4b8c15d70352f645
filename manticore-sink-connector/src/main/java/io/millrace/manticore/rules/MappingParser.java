package io.millrace.manticore.rules;

import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.rules.TableMapping.Form;
import io.millrace.manticore.rules.TableMapping.Part;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads what the configuration says about a table: {@code [name] [(columns)] [option='value' …]}, where each of the
 * columns is {@code *}, {@code -column}, or {@code column [as name] [type]}.
 */
final class MappingParser {
    private final Consumer<String> faults;
    private final Map<String, List<Part>> columns = new LinkedHashMap<>();
    private final Map<String, String> sourceByName = new HashMap<>();
    private final Set<String> excluded = new HashSet<>();
    private Optional<String> idColumn = Optional.empty();
    private boolean others;

    private MappingParser(Consumer<String> faults) {
        this.faults = faults;
    }

    /**
     * Reads the whole text and reports all of its faults.
     *
     * @param faults called with each fault; one in a column begins with its name
     */
    static TableMapping parse(String text, Consumer<String> faults) {
        MappingParser parser = new MappingParser(faults);
        try {
            return parser.mapping(new MappingTokens(text));
        } catch (MappingSyntaxException e) {
            faults.accept(e.fault());
            return TableMapping.DEFAULT;
        }
    }

    private TableMapping mapping(MappingTokens tokens) throws MappingSyntaxException {
        Optional<String> target = target(tokens);
        if (tokens.takeSign("(")) {
            columns(tokens);
        } else {
            others = true;
        }
        return new TableMapping(target, columns, excluded, others, idColumn, options(tokens));
    }

    private Optional<String> target(MappingTokens tokens) throws MappingSyntaxException {
        Optional<String> name = tokens.takeName();
        if (name.isPresent() && tokens.atSign("=")) {
            throw new MappingSyntaxException("options follow the table's columns; write '(*) " + name.get()
                    + "=…' to change nothing else about the table");
        }
        name.filter(table -> !ManticoreNames.canBeTable(table))
                .ifPresent(
                        table -> faults.accept(table + " cannot be a table in Manticore: a name consists of lower-case"
                                + " letters, digits and underscores, begins with no digit, and is no reserved word"));
        return name;
    }

    private void columns(MappingTokens tokens) throws MappingSyntaxException {
        do {
            item(tokens);
        } while (tokens.takeSign(","));
        tokens.requireSign(")", "after the columns");
        requireNamesOfOthers();
        if (!others && !excluded.isEmpty()) {
            faults.accept("-" + excluded.iterator().next()
                    + " has no effect, since only the named columns are taken; add * for all the others");
        } else if (!others && columns.isEmpty() && idColumn.isEmpty()) {
            faults.accept("no column is taken; add * for all that are not named");
        }
    }

    private void item(MappingTokens tokens) {
        if (tokens.takeSign("*")) {
            others = true;
            return;
        }
        boolean exclude = tokens.takeSign("-");
        String column = "";
        try {
            column = tokens.requireName(exclude ? "the column to exclude" : "a column");
            if (exclude) {
                exclude(column);
            } else {
                include(column, tokens);
            }
            if (!tokens.atSign(",") && !tokens.atSign(")") && !tokens.atEnd()) {
                throw new MappingSyntaxException("expected ',' or ')', found " + tokens.peek());
            }
        } catch (MappingSyntaxException e) {
            faults.accept(column.isEmpty() ? e.fault() : "column " + column + ": " + e.fault());
            tokens.skipItem();
        }
    }

    private void exclude(String column) throws MappingSyntaxException {
        if (!excluded.add(column) || columns.containsKey(column)) {
            throw namedTwice();
        }
    }

    private void include(String column, MappingTokens tokens) throws MappingSyntaxException {
        if (columns.containsKey(column)
                || excluded.contains(column)
                || Optional.of(column).equals(idColumn)) {
            throw namedTwice();
        }
        if (!tokens.takeWord("as")) {
            columns.put(column, List.of(part(Optional.empty(), tokens)));
        } else if (tokens.takeSign("(")) {
            coordinates(column, tokens);
        } else {
            String name = tokens.requireName("a name after 'as'");
            if (name.equals("id")) {
                id(column);
            } else {
                requireName(name);
                columns.put(column, List.of(part(Optional.of(name), tokens)));
                taken(name, column);
            }
        }
    }

    private static Part part(Optional<String> name, MappingTokens tokens) throws MappingSyntaxException {
        Optional<TypeParser.Typed> typed = new TypeParser(tokens).parse();
        return new Part(
                name,
                typed.map(TypeParser.Typed::type),
                typed.map(TypeParser.Typed::form).orElse(Form.VALUE));
    }

    private void coordinates(String column, MappingTokens tokens) throws MappingSyntaxException {
        String latitude = tokens.requireName("a name for the latitude");
        tokens.requireSign(",", "after the name for the latitude");
        String longitude = tokens.requireName("a name for the longitude");
        tokens.requireSign(")", "after the name for the longitude");
        requireName(latitude);
        requireName(longitude);
        columns.put(
                column,
                List.of(
                        new Part(Optional.of(latitude), Optional.of(ManticoreType.FLOAT), Form.LATITUDE),
                        new Part(Optional.of(longitude), Optional.of(ManticoreType.FLOAT), Form.LONGITUDE)));
        taken(latitude, column);
        taken(longitude, column);
    }

    private void id(String column) throws MappingSyntaxException {
        if (idColumn.isPresent()) {
            throw new MappingSyntaxException("column " + idColumn.get() + " is the id already");
        }
        idColumn = Optional.of(column);
    }

    private void taken(String name, String column) throws MappingSyntaxException {
        String other = sourceByName.put(name, column);
        if (other != null) {
            throw new MappingSyntaxException("column " + other + " is stored as " + name + " already");
        }
    }

    /** A column that keeps its name has it for itself. */
    private void requireNamesOfOthers() {
        columns.forEach((column, parts) -> {
            String other = sourceByName.get(ManticoreNames.column(column));
            if (parts.get(0).name().isEmpty() && other != null) {
                faults.accept("column " + other + ": column " + column + " is stored as "
                        + ManticoreNames.column(column) + " already");
            }
        });
    }

    private static void requireName(String name) throws MappingSyntaxException {
        if (!ManticoreNames.canBeColumn(name)) {
            throw new MappingSyntaxException(name + " cannot be a column in Manticore: a name consists of lower-case"
                    + " letters, digits and underscores, begins with no digit, and is none of id, event_id, row_key");
        }
    }

    private static MappingSyntaxException namedTwice() {
        return new MappingSyntaxException("it is named twice");
    }

    private static Map<String, String> options(MappingTokens tokens) throws MappingSyntaxException {
        Map<String, String> options = tokens.takeOptions();
        if (!tokens.atEnd()) {
            throw new MappingSyntaxException("expected an option like morphology='stem_en', found " + tokens.peek());
        }
        return options;
    }
}
