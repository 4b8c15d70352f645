package io.millrace.command.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.audit.AuditListener;
import io.millrace.audit.AuditReport;
import io.millrace.audit.ColumnDifference;
import io.millrace.audit.Difference;
import io.millrace.audit.TableReport;
import io.millrace.audit.TableReport.Counts;
import io.millrace.event.CanonicalKey;
import io.millrace.event.SourceTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;

/** Prints an audit as one JSON object. Differences are printed as they are found, however many there are. */
final class AuditJson implements AuditListener, AutoCloseable {
    private final JsonGenerator json;

    AuditJson(PrintWriter out) throws IOException {
        json = new ObjectMapper().createGenerator(out);
        json.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        json.useDefaultPrettyPrinter();
        json.writeStartObject();
        json.writeArrayFieldStart("differences");
    }

    @Override
    public void found(Difference difference) {
        try {
            json.writeStartObject();
            table(difference.table());
            json.writeStringField("kind", difference.getClass().getSimpleName().toLowerCase(Locale.ROOT));
            json.writeFieldName("key");
            json.writeRawValue(CanonicalKey.text(difference.key()));
            json.writeStringField("indexTable", difference.indexTable());
            json.writeStringField("documentId", Long.toUnsignedString(difference.documentId()));
            json.writeStringField("eventId", Long.toString(difference.eventId()));
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
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param unread the tables that the sink does not read */
    void print(AuditReport report, List<String> unread) throws IOException {
        json.writeEndArray();
        json.writeArrayFieldStart("tables");
        for (TableReport table : report.tables()) {
            print(table);
        }
        json.writeEndArray();
        json.writePOJOField("unread", unread);
        json.writeBooleanField("equal", report.isEqual());
        json.writeBooleanField("complete", report.isComplete());
        json.writeEndObject();
        json.writeRaw(System.lineSeparator());
    }

    private void print(TableReport report) throws IOException {
        Counts counts = report.counts();
        json.writeStartObject();
        table(report.table());
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
        json.writeEndObject();
    }

    private void table(SourceTable table) throws IOException {
        json.writeStringField("source", table.source());
        json.writeStringField("database", table.database());
        json.writeStringField("table", table.table());
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
