package io.millrace.local.manticore.search;

import io.millrace.local.manticore.json.JsonWriter;
import java.util.List;

/** What a query found. */
public final class Result {
    private final List<ResultColumn> columns;
    private final List<Hit> page;
    private final int total;
    private final boolean totalIsApproximate;

    Result(List<ResultColumn> columns, List<Hit> page, int total, boolean totalIsApproximate) {
        this.columns = columns;
        this.page = page;
        this.total = total;
        this.totalIsApproximate = totalIsApproximate;
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

    /** As {@code /search} gives it. */
    public void writeHits(JsonWriter json) {
        json.raw("{\"took\":0,\"timed_out\":false,\"hits\":{\"total\":").number(total);
        json.raw(totalIsApproximate ? ",\"total_relation\":\"gte\"" : ",\"total_relation\":\"eq\"");
        json.raw(",\"hits\":[");
        List<ResultColumn> source =
                columns.stream().filter(ResultColumn::isInSource).toList();
        boolean distances = columns.stream().anyMatch(column -> column.type().equals("float") && !column.isInSource());
        String separator = "";
        for (Hit hit : page) {
            json.raw(separator).raw("{");
            if (hit.aggregates().length == 0) {
                json.raw("\"_id\":")
                        .raw(Long.toUnsignedString(hit.row().orElseThrow().id()))
                        .raw(",");
            }
            json.raw("\"_score\":").number(hit.weight());
            if (distances) {
                json.raw(",\"_knn_dist\":").raw(Decimals.text(hit.distance()));
            }
            json.raw(",\"_source\":");
            writeValues(hit, source, ValueStyle.JSON, json);
            json.raw("}");
            separator = ",";
        }
        json.raw("]}}");
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
