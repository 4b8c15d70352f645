package io.millrace.manticore.server;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** Reads the result set of one statement from an answer, row by row, without a tree of it all. */
final class ResultSetReader<T> {
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .build())
            .build();

    private final RowReader<T> reader;
    private final List<T> rows = new ArrayList<>();
    private boolean whole;
    private String complaint = "";

    ResultSetReader(RowReader<T> reader) {
        this.reader = reader;
    }

    void read(InputStream answer) throws IOException {
        try (JsonParser parser = JSON.createParser(answer)) {
            boolean list = parser.nextToken() == JsonToken.START_ARRAY;
            if (list) {
                parser.nextToken();
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                field(parser);
            }
            whole &= list && parser.nextToken() == JsonToken.END_ARRAY;
        }
    }

    private void field(JsonParser parser) throws IOException {
        String name = parser.currentName();
        parser.nextToken();
        switch (name) {
            case "data" -> {
                while (parser.nextToken() == JsonToken.START_OBJECT) {
                    rows.add(reader.read(parser));
                }
            }
            case "total" -> whole = parser.currentToken().isNumeric();
            case "error", "warning" -> complaint += parser.getText();
            default -> parser.skipChildren();
        }
    }

    /** What the server complains about; empty if it does not. */
    String complaint() {
        return complaint;
    }

    /** Whether the answer was that to a statement, and came to its end. */
    boolean isWhole() {
        return whole;
    }

    List<T> rows() {
        return rows;
    }
}
