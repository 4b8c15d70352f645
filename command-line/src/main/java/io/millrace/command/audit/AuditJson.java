package io.millrace.command.audit;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.audit.AuditListener;
import io.millrace.audit.AuditReport;
import io.millrace.audit.Difference;
import io.millrace.audit.FindingJson;
import io.millrace.audit.TableReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.util.List;

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
            FindingJson.write(difference, json);
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
        json.writeStartObject();
        FindingJson.write(report, json);
        json.writeEndObject();
    }

    @Override
    public void close() throws IOException {
        json.close();
    }
}
