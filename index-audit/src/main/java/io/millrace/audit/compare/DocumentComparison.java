package io.millrace.audit.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.millrace.audit.ColumnDifference;
import io.millrace.audit.index.IndexDocument;
import io.millrace.audit.index.IndexTable;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.mapping.MappedDocument;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Compares documents as the sink makes them with documents as the server answers them. */
public final class DocumentComparison {
    /** {@link IndexTable} limits what is read. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .build())
            .build();

    private final IndexTable table;

    public DocumentComparison(IndexTable table) {
        this.table = table;
    }

    /**
     * The columns that differ; none if the documents are equal. Columns that the index does not have, or does not tell, are
     * left out.
     */
    public List<ColumnDifference> compare(MappedDocument expected, IndexDocument found) {
        List<ColumnDifference> differences = new ArrayList<>(0);
        if (!expected.key().rowKey().equals(found.rowKey())) {
            differences.add(
                    new ColumnDifference(TableSchema.ROW_KEY, expected.key().rowKey(), found.rowKey()));
        }
        byte[] json = expected.columns();
        try (JsonParser parser = JSON.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String column = parser.currentName();
                JsonToken token = parser.nextToken();
                int position = table.position(column);
                if (position < 0) {
                    parser.skipChildren();
                } else {
                    ManticoreType type = table.type(column);
                    String value = token.isScalarValue() ? parser.getText() : text(parser, json);
                    String other = found.value(position);
                    if (!PrintedValue.isPrinted(type, value, other)) {
                        differences.add(new ColumnDifference(column, PrintedValue.of(type, value), other));
                    }
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("The mapping makes documents that are no JSON", e);
        }
        return differences;
    }

    /** The text of an object or an array. */
    private static String text(JsonParser parser, byte[] json) throws IOException {
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        int end = (int) parser.currentLocation().getByteOffset();
        return new String(json, start, end - start, StandardCharsets.UTF_8);
    }
}
