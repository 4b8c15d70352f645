package io.millrace.audit;

import io.millrace.event.ChangeEvent;
import io.millrace.event.ColumnValues;
import io.millrace.event.SourceTable;
import io.millrace.local.ManticoreHttp;
import io.millrace.manticore.document.BulkLines;
import io.millrace.manticore.document.DocumentKey;
import io.millrace.manticore.document.JsonBuffer;
import io.millrace.manticore.document.RowChange;
import io.millrace.manticore.encoding.UnfitValueException;
import io.millrace.manticore.index.TableCatalog;
import io.millrace.manticore.index.VersionedIndex;
import io.millrace.manticore.mapping.DocumentMapper;
import io.millrace.manticore.mapping.EveryTable;
import io.millrace.manticore.mapping.MappedDocument;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.rules.NullHandling;
import io.millrace.manticore.rules.SchemaEvolution;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.ManticoreSettings;
import io.millrace.standin.ManticoreStandIn;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/** A stand-in with one table, to which rows are written as the sink writes them. */
public final class FakeIndex implements AutoCloseable {
    static final SourceTable TABLE = new SourceTable("mysql", "shop", "items");

    private final ManticoreStandIn server;
    private final ManticoreHttp http;
    private final ManticoreClient client;
    private final AuditedIndex index;
    private final DocumentMapper mapper;

    public FakeIndex(Path directory) throws IOException {
        server = ManticoreStandIn.start(directory, 0);
        http = new ManticoreHttp(server.url());
        client = new ManticoreClient(ManticoreSettings.of(URI.create(server.url())));
        index = AuditedIndex.of(client);
        mapper = mapper();
    }

    public ManticoreClient client() {
        return client;
    }

    public TableCatalog catalog() {
        return index.catalog();
    }

    AuditedIndex index() {
        return index;
    }

    /** A mapper of its own, as the audit has it. */
    public DocumentMapper mapper() {
        return new DocumentMapper(
                TABLE,
                MappingRules.defaults(SchemaEvolution.BASIC, NullHandling.DEFAULT),
                index.catalog(),
                new EveryTable());
    }

    public void sql(String statement) {
        require(() -> http.sql(statement), statement);
    }

    /** Writes the document of a row. */
    public MappedDocument write(ChangeEvent event, long version) {
        MappedDocument document = map(event);
        bulk(document.key(), new String(document.columns(), StandardCharsets.UTF_8), version);
        return document;
    }

    /** Writes the documents of rows, all with the version 1. */
    void write(List<ChangeEvent> events) {
        JsonBuffer lines = new JsonBuffer();
        for (ChangeEvent event : events) {
            MappedDocument document = map(event);
            append(lines, document.key(), new String(document.columns(), StandardCharsets.UTF_8), 1);
        }
        send(lines);
    }

    void bulk(DocumentKey key, String columns, long version) {
        JsonBuffer line = new JsonBuffer();
        append(line, key, columns, version);
        send(line);
    }

    private void send(JsonBuffer lines) {
        require(() -> http.post("/bulk", "application/x-ndjson", lines.toString()), lines.toString());
    }

    private static void append(JsonBuffer line, DocumentKey key, String columns, long version) {
        BulkLines.beginReplace(line, TABLE.table(), key);
        String members = columns.substring(1, columns.length() - 1);
        line.append(members.getBytes(StandardCharsets.UTF_8));
        if (!members.isEmpty()) {
            line.append(',');
        }
        BulkLines.end(line, version);
    }

    /** Deletes a row's document as the sink does, which remembers the version. */
    void applyDeletion(DocumentKey key, long version) {
        new VersionedIndex(client, index.catalog(), "p0", 1 << 20, Clock.systemUTC())
                .apply(List.of(new RowChange.Delete(TABLE.table(), key, version, 0)));
    }

    /** Writes the document of a row that expires as the sink does, which remembers when. */
    void expires(ChangeEvent event, long version, Instant when) {
        MappedDocument document = map(event);
        JsonBuffer line = new JsonBuffer();
        append(line, document.key(), new String(document.columns(), StandardCharsets.UTF_8), version);
        new VersionedIndex(client, index.catalog(), "p0", 1 << 20, Clock.systemUTC())
                .apply(List.of(new RowChange.Replace(
                        index.catalog().find(TABLE.table()).orElseThrow(),
                        document.key(),
                        version,
                        0,
                        line.toByteArray(),
                        ColumnValues.micros(when))));
    }

    void delete(DocumentKey key) {
        String line = new String(BulkLines.delete(TABLE.table(), key), StandardCharsets.UTF_8);
        require(() -> http.post("/bulk", "application/x-ndjson", line), line);
    }

    MappedDocument map(ChangeEvent event) {
        try {
            return mapper.map(event);
        } catch (UnfitValueException e) {
            throw new AssertionError(e.reason(), e);
        }
    }

    private interface Request {
        ManticoreHttp.Answer send() throws IOException;
    }

    private static void require(Request request, String what) {
        try {
            ManticoreHttp.Answer answer = request.send();
            if (answer.status() != 200) {
                throw new AssertionError(what + ": " + answer.body());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        client.close();
        server.close();
    }
}
