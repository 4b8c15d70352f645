package io.millrace.state.signal;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.state.mysql.DatabaseTable;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Rows that Debezium is to read again.
 *
 * @param id of the signal, at most {@value #MAX_ID_LENGTH} characters; a request that is repeated with the same id after
 *     its program was killed sends no second signal
 * @param condition in MySQL's SQL, without WHERE; empty for all rows of the table
 */
public record SnapshotRequest(String id, DatabaseTable table, Optional<String> condition) {
    /** What the signal table that the documentation recommends can hold. */
    public static final int MAX_ID_LENGTH = 42;

    /** The rest of what the signal table's TEXT column holds is for names. */
    public static final int MAX_CONDITION_BYTES = 60_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The data of the signal. Debezium takes the names of tables as patterns, and the condition as it is. */
    String signal() {
        String pattern = Pattern.quote(table.toString());
        ObjectNode data = JSON.createObjectNode().put("type", "incremental");
        data.putArray("data-collections").add(pattern);
        condition.ifPresent(filter -> data.putArray("additional-conditions")
                .addObject()
                .put("data-collection", pattern)
                // Debezium appends it to conditions of its own with AND.
                .put("filter", "(" + filter + ")"));
        return data.toString();
    }
}
