package io.millrace.standin;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Carries out the statements that this project sends, each in the form in which it sends it. */
final class Sql {
    private final Map<Pattern, Handler> handlers = new LinkedHashMap<>();
    private final Catalog catalog;

    Sql(Catalog catalog) {
        this.catalog = catalog;
        Definitions definitions = new Definitions(catalog);
        Listings listings = new Listings(catalog);
        serve(
                "SELECT (.+?) FROM `?(\\w+)`?(?: WHERE (.+?))??(?: ORDER BY `?(\\w+)`? (ASC|DESC))?(?: LIMIT (\\d+))?"
                        + "(?: OPTION max_matches=(\\d+))?",
                this::select);
        serve("DELETE FROM (\\w+)(?: WHERE (.+))?", this::delete);
        serve("DESC (\\w+)", listings::describe);
        serve("SHOW TABLES(?: LIKE '(.*)')?", listings::tables);
        serve("SHOW CREATE TABLE (\\w+)", listings::definition);
        serve("SHOW TABLE (\\w+) STATUS", listings::status);
        serve("SHOW SETTINGS", listings::settings);
        serve("SHOW STATUS(?: LIKE '(uptime)')?", listings::recordedCounters);
        serve(
                "CREATE TABLE (IF NOT EXISTS )?`?(\\w+)`? \\((.*)\\)((?: \\w+='(?:[^'\\\\]|\\\\.)*+')*+)",
                definitions::create);
        serve("DROP TABLE (IF EXISTS )?(\\w+)", definitions::drop);
        serve("ALTER TABLE (\\w+) (ADD|MODIFY|DROP) COLUMN (.+)", definitions::alter);
        serve("ATTACH TABLE (\\w+) TO TABLE (\\w+) WITH TRUNCATE", definitions::attach);
    }

    /** Carries out a statement whose parts were found. */
    interface Handler {
        String answer(Parts parts) throws RefusedException, IOException;
    }

    /** The groups of a pattern, which are empty where there is nothing. */
    record Parts(Matcher matcher) {
        String get(int group) {
            return Objects.requireNonNullElse(matcher.group(group), "");
        }

        long number(int group, long usual) {
            return get(group).isEmpty() ? usual : Long.parseLong(get(group));
        }

        /** A name, in lower case as Manticore has it. */
        String name(int group) {
            return get(group).toLowerCase(Locale.ROOT);
        }
    }

    private void serve(String pattern, Handler handler) {
        handlers.put(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.DOTALL), handler);
    }

    /** Returns the answer to a statement as JSON. */
    String answer(String statement) throws RefusedException, IOException {
        for (Map.Entry<Pattern, Handler> served : handlers.entrySet()) {
            Matcher matcher = served.getKey().matcher(statement);
            if (matcher.matches()) {
                return served.getValue().answer(new Parts(matcher));
            }
        }
        throw RefusedException.notServed(
                "the statement '" + statement.substring(0, Math.min(200, statement.length())) + "'");
    }

    private String select(Parts parts) throws RefusedException {
        return catalog.searched(parts.name(2)).read(table -> new Select(table, parts).answer());
    }

    private String delete(Parts parts) throws RefusedException, IOException {
        if (parts.get(2).isEmpty()) {
            throw RefusedException.trap("a DELETE without a condition deletes every row", "say which rows");
        }
        return Answer.done(catalog.searched(parts.name(1)).delete(parts.get(2)));
    }
}
