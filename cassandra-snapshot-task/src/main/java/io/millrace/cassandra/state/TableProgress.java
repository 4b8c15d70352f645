package io.millrace.cassandra.state;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.cassandra.ring.TokenRange;
import io.millrace.cassandra.ring.TokenSet;
import java.io.IOException;

/**
 * How much of one table is in the stream, over all runs.
 *
 * @param identity identifies what is read and where it is published; progress of another identity is worthless
 * @param startedMicros when the snapshot began, in microseconds since 1970
 * @param done the tokens whose rows are all in the stream
 */
public record TableProgress(String identity, long startedMicros, TokenSet done, long rows, long rejected, long bytes) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public static TableProgress begin(String identity, long startedMicros) {
        return new TableProgress(identity, startedMicros, new TokenSet(), 0, 0, 0);
    }

    public boolean isComplete() {
        return done.isWholeRing();
    }

    byte[] toJson() {
        ObjectNode json = JSON.createObjectNode();
        json.put("identity", identity);
        json.put("started_us", startedMicros);
        json.put("complete", isComplete());
        json.put("rows", rows);
        json.put("rejected", rejected);
        json.put("bytes", bytes);
        ArrayNode ranges = json.putArray("done");
        // As text, because many JSON tools round 64-bit numbers.
        done.ranges().forEach(range -> ranges.add(range.start() + ":" + range.end()));
        try {
            return JSON.writeValueAsBytes(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A JSON tree could not be serialized", e);
        }
    }

    static TableProgress parse(byte[] bytes) throws IOException {
        JsonNode json = JSON.readTree(bytes);
        TokenSet done = new TokenSet();
        for (JsonNode range : json.path("done")) {
            String[] tokens = range.asText().split(":");
            done.add(new TokenRange(Long.parseLong(tokens[0]), Long.parseLong(tokens[1])));
        }
        return new TableProgress(
                json.path("identity").asText(),
                json.path("started_us").asLong(),
                done,
                json.path("rows").asLong(),
                json.path("rejected").asLong(),
                json.path("bytes").asLong());
    }
}
