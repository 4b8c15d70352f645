package io.millrace.audit.connect;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.audit.ColumnDifference;
import io.millrace.audit.Difference;
import io.millrace.audit.FindingJson;
import io.millrace.audit.TableReport;
import io.millrace.audit.WalkPosition;
import io.millrace.event.SourceTable;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * Makes records of findings: JSON as bytes, with the table's name as the key. An audit that was cut off goes on at the position
 * that the table's newest record has.
 */
final class FindingRecords {
    /** A topic and a producer take a mebibyte by default. */
    private static final int LARGEST = 900_000;

    private static final int SHORT_VALUE = 100;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final String topic;

    FindingRecords(String topic) {
        this.topic = topic;
    }

    /** Sorted, since Connect finds an offset by the bytes of its partition's JSON, and Map.of has another order in each JVM. */
    static SortedMap<String, String> partition(SourceTable table) {
        return new TreeMap<>(Map.of("source", table.source(), "database", table.database(), "table", table.table()));
    }

    /** @param position where the audit goes on if it is cut off now, which is before the difference */
    SourceRecord of(Difference difference, TablePosition position) {
        byte[] whole = json(difference, position);
        return record(
                difference.table(), position, whole.length <= LARGEST ? whole : json(shortened(difference), position));
    }

    /** @param position up to which nothing differs */
    SourceRecord of(SourceTable table, TablePosition position, WalkPosition reached) {
        return record(table, position, bytes(json -> {
            json.writeStringField("type", "progress");
            json.writeNumberField("audit", position.number() + 1);
            FindingJson.write(table, json);
            json.writeNumberField("rows", reached.rows());
            json.writeNumberField("documents", reached.documents());
        }));
    }

    private static byte[] json(Difference difference, TablePosition before) {
        return bytes(json -> {
            json.writeStringField("type", "difference");
            json.writeNumberField("audit", before.number() + 1);
            FindingJson.write(difference, json);
        });
    }

    /** @param repaired whether this is the audit after a repair */
    SourceRecord of(TableReport report, TablePosition before, TablePosition after, boolean repaired) {
        return record(report.table(), after, bytes(json -> {
            json.writeStringField("type", "table");
            json.writeNumberField("audit", before.number() + 1);
            json.writeBooleanField("afterRepair", repaired);
            FindingJson.write(report, json);
        }));
    }

    private SourceRecord record(SourceTable table, TablePosition position, byte[] value) {
        return new SourceRecord(
                partition(table),
                position.offset(),
                topic,
                null,
                Schema.BYTES_SCHEMA,
                table.toString().getBytes(StandardCharsets.UTF_8),
                Schema.BYTES_SCHEMA,
                value);
    }

    private static Difference shortened(Difference difference) {
        return difference instanceof Difference.Different each
                ? new Difference.Different(
                        each.table(),
                        each.key(),
                        each.indexTable(),
                        each.documentId(),
                        each.eventId(),
                        each.rowVersion(),
                        each.columns().stream()
                                .map(column -> new ColumnDifference(
                                        column.column(), shortened(column.expected()), shortened(column.found())))
                                .toList())
                : difference;
    }

    private static String shortened(String value) {
        return value.length() <= SHORT_VALUE ? value : value.substring(0, SHORT_VALUE) + '…';
    }

    private interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    private static byte[] bytes(Fields fields) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
