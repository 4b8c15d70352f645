package io.millrace.manticore.rules;

import io.millrace.event.SourceTable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How tables in Manticore are named after their source tables, {@code ${database}_${table}}. */
public record TargetPattern(String text) {
    public static final String SETTING = "target.table.pattern";

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{(\\w*)}");
    private static final Pattern LITERAL = Pattern.compile("[A-Za-z0-9_]*");

    public static final TargetPattern DEFAULT = new TargetPattern("${table}");

    /** @throws IllegalArgumentException for a text that gives no names, or all tables the same */
    public TargetPattern {
        Matcher variable = VARIABLE.matcher(text);
        boolean hasTable = false;
        while (variable.find()) {
            switch (variable.group(1)) {
                case "table" -> hasTable = true;
                case "source", "database" -> {}
                default ->
                    throw new IllegalArgumentException(
                            "Unknown variable " + variable.group() + "; there are ${source}, ${database} and ${table}");
            }
        }
        if (!hasTable) {
            throw new IllegalArgumentException("Must contain ${table}");
        }
        if (!LITERAL.matcher(variable.replaceAll("")).matches()) {
            throw new IllegalArgumentException(
                    "May contain letters, digits and underscores besides ${source}, ${database} and ${table}");
        }
    }

    String targetOf(SourceTable table) {
        return ManticoreNames.table(nameOf(table));
    }

    /** What {@link #targetOf} was in earlier versions. */
    String formerTargetOf(SourceTable table) {
        return ManticoreNames.formerTable(nameOf(table));
    }

    private String nameOf(SourceTable table) {
        return VARIABLE.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(
                        switch (match.group(1)) {
                            case "source" -> table.source();
                            case "database" -> table.database();
                            default -> table.table();
                        }));
    }
}
