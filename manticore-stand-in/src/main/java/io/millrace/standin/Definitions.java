package io.millrace.standin;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The statements that make, change and drop tables. */
final class Definitions {
    /** Of tables and vectors, in the order in which SHOW CREATE TABLE lists them; others are ignored without a word. */
    private static final List<String> OPTIONS = List.of(("knn_type knn_dims hnsw_similarity min_prefix_len"
                    + " min_infix_len index_exact_words html_strip charset_table ngram_len ngram_chars morphology"
                    + " stopwords min_word_len rt_mem_limit")
            .split(" "));

    private static final Pattern OPTION = Pattern.compile(" (\\w+)='((?:[^'\\\\]|\\\\.)*+)'");
    private static final Pattern COLUMN = Pattern.compile(
            "\\s*(?:`(\\w+)`|([a-z_]\\w*)) (\\w+)((?: (?:attribute|indexed|stored))*)"
                    + "((?: (?:engine|(?:hnsw|knn)_\\w+)='[^']*')*+)\\s*(?:,|$)",
            Pattern.CASE_INSENSITIVE);

    private final Catalog catalog;

    Definitions(Catalog catalog) {
        this.catalog = catalog;
    }

    String create(Sql.Parts parts) throws RefusedException, IOException {
        String name = parts.name(2);
        Schema schema = new Schema(columns(parts.get(3)), options(parts.get(4)));
        String failed = "table '" + name + "': CREATE TABLE failed: ";
        if (Listings.RESERVED_IN_QUERIES.contains(name)) {
            throw RefusedException.conflict(failed + "'" + name + "' is a reserved keyword");
        }
        Set<String> names = new HashSet<>();
        for (Column column : schema.columns()) {
            if (!names.add(column.name())) {
                throw RefusedException.conflict(failed + "duplicate attribute name '" + column.name() + "'");
            }
        }
        if (schema.fields() > Schema.MOST_FIELDS) {
            throw RefusedException.conflict("error adding table '" + name + "': too many fields (fields="
                    + schema.fields() + ", max=" + Schema.MOST_FIELDS + ")");
        }
        if (!catalog.create(name, schema) && parts.get(1).isEmpty()) {
            throw RefusedException.conflict(failed + "table '" + name + "' already exists");
        }
        return Answer.done(0);
    }

    String drop(Sql.Parts parts) throws RefusedException, IOException {
        if (!catalog.drop(parts.name(2)) && parts.get(1).isEmpty()) {
            throw RefusedException.conflict("DROP TABLE failed: unknown table '" + parts.name(2) + "'");
        }
        return Answer.done(0);
    }

    String alter(Sql.Parts parts) throws RefusedException, IOException {
        String name = parts.name(1);
        Table table = catalog.find(name, "table %s: unknown local table in ALTER request");
        String action = parts.get(2).toUpperCase(Locale.ROOT);
        if (action.equals("DROP")) {
            String column = parts.name(3).replace("`", "");
            table.alter(before -> dropped(before, column));
        } else {
            Column column = columns(parts.get(3)).get(0);
            table.alter(before -> changed(before, column, action.equals("ADD")));
        }
        return Answer.done(0);
    }

    String attach(Sql.Parts parts) throws RefusedException, IOException {
        catalog.attach(parts.name(1), parts.name(2));
        return Answer.done(0);
    }

    private static Schema dropped(Contents before, String name) throws RefusedException {
        Column column =
                before.schema().find(name).orElseThrow(() -> before.refused("attribute '" + name + "' does not exist"));
        return before.schema().without(column);
    }

    private static Schema changed(Contents before, Column column, boolean add) throws RefusedException {
        Optional<ColumnType> old = before.schema().find(column.name()).map(Column::type);
        boolean widens = old.equals(Optional.of(ColumnType.INT)) && column.type() == ColumnType.BIGINT;
        if (add ? old.isPresent() : !widens) {
            throw before.refused("'" + column.name() + "' attribute already in schema");
        }
        if (column.isField() && before.schema().fields() == Schema.MOST_FIELDS) {
            throw before.refused("Can not alter: table can't have more than 256 full-text fields.");
        }
        return before.schema().with(column);
    }

    private static List<Column> columns(String declarations) throws RefusedException {
        List<Column> columns = new ArrayList<>();
        Matcher matcher = COLUMN.matcher(declarations);
        int end = 0;
        for (; end < declarations.length(); end = matcher.end()) {
            if (!matcher.find() || matcher.start() != end) {
                throw RefusedException.notServed("the column '" + declarations.substring(end) + "'");
            }
            columns.add(column(matcher, declarations));
        }
        return columns;
    }

    private static Column column(Matcher matcher, String declarations) throws RefusedException {
        boolean quoted = matcher.group(1) != null;
        String name = matcher.group(quoted ? 1 : 2).toLowerCase(Locale.ROOT);
        if (!quoted && Listings.RESERVED_IN_TABLES.contains(name)) {
            throw RefusedException.conflict("P03: syntax error, unexpected " + name.toUpperCase(Locale.ROOT) + " near '"
                    + declarations.substring(matcher.start(2)) + ")'");
        }
        if (name.equals(Schema.ID.name())) {
            throw RefusedException.trap("a column id is dropped: it is the document id", "choose another name");
        }
        ColumnType type = ColumnType.declaredAs(matcher.group(3))
                .orElseThrow(() -> RefusedException.notServed("columns of type " + matcher.group(3)));
        String flags = matcher.group(4).toLowerCase(Locale.ROOT);
        boolean text = type == ColumnType.TEXT;
        boolean unsound = text ? flags.contains("attribute") : flags.matches(".*stored.*| indexed");
        if (unsound || !flags.isEmpty() && !text && type != ColumnType.STRING) {
            throw RefusedException.notServed("columns of type " + type.described + flags);
        }
        boolean indexed = flags.contains("indexed") || text && flags.isEmpty();
        boolean stored = !text || flags.contains("stored") || flags.isEmpty();
        return new Column(name, type, indexed, stored, options(matcher.group(5)));
    }

    /** Those of columnar storage change nothing that an answer shows. */
    private static String options(String text) {
        Map<String, String> given = OPTION.matcher(text)
                .results()
                .collect(Collectors.toMap(
                        option -> option.group(1).toLowerCase(Locale.ROOT),
                        option -> option.group(2).replaceAll("\\\\(.)", "$1"),
                        (first, last) -> last));
        boolean parts = given.containsKey("min_infix_len") || given.containsKey("min_prefix_len");
        if (parts && given.containsKey("morphology")) {
            given.put("index_exact_words", "1");
        }
        given.computeIfPresent("rt_mem_limit", (name, size) -> Long.toString(bytes(size)));
        given.computeIfPresent("hnsw_similarity", (name, value) -> value.toUpperCase(Locale.ROOT));
        return OPTIONS.stream()
                .filter(given::containsKey)
                .map(name -> " " + name + "='" + given.get(name) + "'")
                .collect(Collectors.joining());
    }

    private static long bytes(String size) {
        long number = Long.parseLong("0" + size.replaceAll("\\D", ""));
        int unit = "KMG".indexOf(size.toUpperCase(Locale.ROOT).charAt(size.length() - 1)) + 1;
        return number << 10 * unit;
    }
}
