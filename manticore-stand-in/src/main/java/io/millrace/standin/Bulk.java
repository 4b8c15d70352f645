package io.millrace.standin;

import static io.millrace.standin.HttpResponse.quoted;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * One bulk request. Consecutive lines of one table are a run; another table, an empty line or the end commits it. The
 * first bad line undoes its run and ends the request, before the rest of the body is there.
 */
final class Bulk {
    private static final ObjectMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Catalog catalog;
    private final Faults faults;
    private final StringJoiner items = new StringJoiner(",");
    private final Map<Long, Optional<Row>> run = new LinkedHashMap<>();
    private @Nullable Table table;
    private long lastId;
    private int line;
    private int lastCommit;

    Bulk(Catalog catalog, Faults faults) {
        this.catalog = catalog;
        this.faults = faults;
    }

    HttpResponse carryOut(InputStream body) throws IOException {
        try (JsonParser json = JSON.getFactory().createParser(body)) {
            for (Optional<JsonNode> next = next(json); next.isPresent(); next = next(json)) {
                add(BulkLine.of(next.get()));
            }
            if (line == 0) {
                return answer(500, "");
            }
            line = json.currentLocation().getLineNr();
            commit(line);
            return answer(200, "");
        } catch (RefusedException e) {
            return answer(e.status, e.reason);
        }
    }

    private Optional<JsonNode> next(JsonParser json) throws RefusedException, IOException {
        try {
            if (json.nextToken() == null) {
                return Optional.empty();
            }
            int next = json.currentTokenLocation().getLineNr();
            if (next == line) {
                throw RefusedException.trap(
                        "what follows a statement on its line is ignored", "send one statement a line");
            }
            if (next > line + 1) {
                commit(next - 1);
            }
            line = next;
            JsonNode statement = JSON.readTree(json);
            if (json.currentLocation().getLineNr() != line) {
                throw RefusedException.malformed("unable to parse: ");
            }
            return Optional.of(statement);
        } catch (JsonProcessingException e) {
            // A real server tells what of the line was left.
            ByteArrayOutputStream left = new ByteArrayOutputStream();
            json.releaseBuffered(left);
            boolean within = e.getLocation().getLineNr() == line;
            String rest = within ? left.toString(StandardCharsets.UTF_8).split("\n", 2)[0] : "";
            throw RefusedException.malformed("unable to parse: " + rest);
        }
    }

    private void add(BulkLine next) throws RefusedException, IOException {
        if (table != null && !table.name().equals(next.table())) {
            commit(line - 1);
        }
        try {
            if (table == null) {
                table = catalog.find(next.table(), "table '%s' absent");
            }
            Optional<Row> row = next.row(table.schema());
            faults.check(next.table(), next.id());
            if (run.put(next.id(), row) != null) {
                throw RefusedException.trap(
                        "a second operation on document " + next.id() + " in one run: deletes see the table as it was"
                                + " before, and the order is lost",
                        "send the newest operation of each document only");
            }
            lastId = row.isPresent() ? next.id() : lastId;
        } catch (RefusedException e) {
            items.add("{" + quoted(next.operation()) + ":{\"error\":{\"type\":" + quoted(e.reason) + ",\"table\":"
                    + quoted(next.table()) + "},\"status\":409}}");
            throw e;
        }
    }

    private void commit(int lastLine) throws RefusedException, IOException {
        if (table == null) {
            return;
        }
        long created = run.values().stream().filter(Optional::isPresent).count();
        int deleted = table.commit(run);
        boolean replaced = created > 0 && deleted > 0;
        items.add("{\"bulk\":{\"table\":" + quoted(table.name()) + ",\"_id\":" + lastId + ",\"created\":"
                + created + ",\"deleted\":" + deleted + ",\"updated\":0,"
                + (replaced ? "\"result\":\"updated\",\"status\":200}}" : "\"result\":\"created\",\"status\":201}}"));
        table = null;
        run.clear();
        lastCommit = lastLine;
    }

    private HttpResponse answer(int status, String error) {
        return HttpResponse.json(
                status,
                "{\"items\":[" + items + "],\"current_line\":" + line + ",\"skipped_lines\":" + (line - lastCommit)
                        + ",\"errors\":" + (status != 200) + ",\"error\":" + quoted(error) + "}");
    }
}
