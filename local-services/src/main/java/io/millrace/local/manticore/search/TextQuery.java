package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Schema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** What is sought in the text of rows, to be made ready for a table. */
public interface TextQuery {
    /** @throws SearchException when the table lacks a field that the query names, or the query makes no sense */
    TextNode bind(Schema schema) throws SearchException;

    /** The query language of MATCH() and query_string. */
    static TextQuery parsed(String text) {
        return schema -> new TextQueryParser(text, schema).parse();
    }

    /** Any of the words, as {@code match} does it. */
    static TextQuery anyWord(String text, String fields) {
        return words(text, fields, TextNode.Any::new);
    }

    static TextQuery allWords(String text, String fields) {
        return words(text, fields, TextNode.All::new);
    }

    static TextQuery phrase(String text, String fields) {
        return schema -> {
            Set<String> found = fields(fields, schema);
            return new TextNode.Phrase(split(text, found), found);
        };
    }

    private static TextQuery words(String text, String fields, Function<List<TextNode>, TextNode> combination) {
        return schema -> combination.apply(new ArrayList<>(split(text, fields(fields, schema))));
    }

    private static List<TextNode.Word> split(String text, Set<String> fields) {
        return Terms.of(text).stream()
                .map(term -> new TextNode.Word(term, fields))
                .toList();
    }

    /** @param names with commas between; {@code *} and {@code _all} stand for all fields, as does the empty set */
    static Set<String> fields(String names, Schema schema) throws SearchException {
        Set<String> fields = new HashSet<>();
        for (String part : names.split(",", -1)) {
            String name = part.strip().toLowerCase(java.util.Locale.ROOT);
            if (name.equals("*") || name.equals("_all") || name.isEmpty()) {
                return Set.of();
            }
            boolean known =
                    schema.column(name).filter(column -> column.indexed()).isPresent();
            if (!known) {
                throw new SearchException("query error: no field '" + name + "' found in schema");
            }
            fields.add(name);
        }
        return fields;
    }
}
