package io.millrace.local.manticore.search;

import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.Row;
import io.millrace.local.manticore.storage.Schema;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntFunction;

/** Full-text search. There is no index of words: every row that is asked for is read. */
public record TextMatch(TextQuery query) implements Condition {
    @Override
    public RowPredicate bind(Schema schema) throws SearchException {
        TextNode root = query.bind(schema);
        List<Column> fields = fields(schema);
        return row -> root.matches(new RowText(row, fields));
    }

    @Override
    public List<TextMatch> texts() {
        return List.of(this);
    }

    /** More for rows that have more of the words, in more fields: the order is Manticore's only by and large. */
    ToIntFunction<Row> weight(Schema schema) throws SearchException {
        List<TextNode.Word> words = new ArrayList<>();
        query.bind(schema).addWords(words);
        List<Column> fields = fields(schema);
        return row -> {
            RowText text = new RowText(row, fields);
            long found = words.stream()
                    .mapToLong(word -> text.fields(word.fields())
                            .filter(terms -> terms.stream().anyMatch(word::fits))
                            .count())
                    .sum();
            return (int) found * 1000 + 500;
        };
    }

    private static List<Column> fields(Schema schema) {
        return schema.columns().stream().filter(Column::indexed).toList();
    }
}
