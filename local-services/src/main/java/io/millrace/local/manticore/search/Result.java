package io.millrace.local.manticore.search;

import io.millrace.local.manticore.json.JsonWriter;
import java.util.List;

/** What a query found. */
public final class Result {
    private final List<ResultColumn> columns;
    private final List<Hit> page;
    private final int total;

    Result(List<ResultColumn> columns, List<Hit> page, int total) {
        this.columns = columns;
        this.page = page;
        this.total = total;
    }

    /** As {@code /sql?mode=raw} gives it. */
    public void writeTable(JsonWriter json) {
        json.raw("{\n\"columns\":[");
        String separator = "";
        for (ResultColumn column : columns) {
            json.raw(separator)
                    .raw("{")
                    .text(column.name())
                    .raw(":{\"type\":")
                    .text(column.type())
                    .raw("}}");
            separator = ",";
        }
        json.raw("],\n\"data\":[\n");
        separator = "";
        for (Hit hit : page) {
            json.raw(separator);
            writeValues(hit, columns, ValueStyle.SQL, json);
            separator = ",\n";
        }
        json.raw("\n],\n\"total\":").number(page.size()).raw(",\n\"error\":\"\",\n\"warning\":\"\"\n}");
    }

    private static void writeValues(Hit hit, List<ResultColumn> columns, ValueStyle style, JsonWriter json) {
        json.raw("{");
        String separator = "";
        for (ResultColumn column : columns) {
            json.raw(separator).text(column.name()).raw(":");
            column.write(hit, style, json);
            separator = ",";
        }
        json.raw("}");
    }
}
