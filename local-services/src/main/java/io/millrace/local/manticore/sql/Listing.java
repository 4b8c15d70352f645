package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.json.JsonWriter;
import java.util.List;

/** The answer of statements that list things: rows of text. */
record Listing(List<String> columns, List<List<String>> rows) implements Answer {
    @Override
    public void writeTo(JsonWriter json) {
        json.raw("{\n\"columns\":[");
        String separator = "";
        for (String column : columns) {
            json.raw(separator).raw("{").text(column).raw(":{\"type\":\"string\"}}");
            separator = ",";
        }
        json.raw("],\n\"data\":[\n");
        separator = "";
        for (List<String> row : rows) {
            json.raw(separator);
            writeRow(json, row);
            separator = ",\n";
        }
        json.raw("\n],\n\"total\":").number(rows.size()).raw(",\n\"error\":\"\",\n\"warning\":\"\"\n}");
    }

    private void writeRow(JsonWriter json, List<String> row) {
        String separator = "{";
        for (int i = 0; i < row.size(); i++) {
            json.raw(separator).text(columns.get(i)).raw(":").text(row.get(i));
            separator = ",";
        }
        json.raw("}");
    }
}
