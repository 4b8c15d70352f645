package io.millrace.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import io.millrace.audit.TableReport.Counts;
import io.millrace.event.CanonicalKey;
import io.millrace.event.SourceTable;
import java.io.IOException;
import java.util.Locale;

/** The fields of differences and of tables' reports in JSON, the same wherever they are published. */
public final class FindingJson {
    private FindingJson() {}

    /** Writes into an object that the caller has begun. */
    public static void write(Difference difference, JsonGenerator json) throws IOException {
        write(difference.table(), json);
        json.writeStringField("kind", difference.getClass().getSimpleName().toLowerCase(Locale.ROOT));
        json.writeFieldName("key");
        json.writeRawValue(CanonicalKey.text(difference.key()));
        json.writeStringField("indexTable", difference.indexTable());
        json.writeStringField("documentId", Long.toUnsignedString(difference.documentId()));
        json.writeStringField("eventId", Long.toString(difference.eventId()));
        json.writeStringField("rowVersion", Long.toString(difference.rowVersion()));
        if (difference instanceof Difference.Missing missing) {
            json.writeStringField("deletedVersion", Long.toString(missing.deletedVersion()));
        }
        if (difference instanceof Difference.Different different) {
            json.writeArrayFieldStart("columns");
            for (ColumnDifference column : different.columns()) {
                json.writeStartObject();
                json.writeStringField("column", column.column());
                json.writeStringField("expected", column.expected());
                json.writeStringField("found", column.found());
                json.writeEndObject();
            }
            json.writeEndArray();
        }
    }

    /** Writes into an object that the caller has begun. */
    public static void write(TableReport report, JsonGenerator json) throws IOException {
        Counts counts = report.counts();
        write(report.table(), json);
        json.writeStringField("indexTable", report.indexTable());
        json.writeBooleanField("equal", report.isEqual());
        json.writeNumberField("rows", counts.rows());
        json.writeNumberField("documents", counts.documents());
        json.writeNumberField("missing", counts.missing());
        json.writeNumberField("extra", counts.extra());
        json.writeNumberField("different", counts.different());
        json.writeNumberField("deadLetters", counts.deadLetters());
        json.writeNumberField("unsettled", counts.unsettled());
        json.writePOJOField("tableDifferences", report.tableDifferences());
        json.writePOJOField("notes", report.notes());
        json.writeStringField("failure", report.failure().orElse(""));
        json.writeNumberField("milliseconds", report.duration().toMillis());
    }

    /** Writes into an object that the caller has begun. */
    public static void write(SourceTable table, JsonGenerator json) throws IOException {
        json.writeStringField("source", table.source());
        json.writeStringField("database", table.database());
        json.writeStringField("table", table.table());
    }
}
