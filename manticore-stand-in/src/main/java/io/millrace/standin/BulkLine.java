package io.millrace.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The statement of a line of a bulk request.
 *
 * @param body what stands behind the operation's name
 */
record BulkLine(String operation, String table, JsonNode body) {
    private static final Set<String> REPLACED = Set.of("table", "id", "doc");
    private static final Set<String> DELETED = Set.of("table", "id");

    /** @throws RefusedException when it makes no sense, whatever tables there are */
    static BulkLine of(JsonNode line) throws RefusedException {
        String operation = line.isEmpty() ? "" : line.fieldNames().next();
        JsonNode body = line.path(operation);
        if (!body.isObject()) {
            throw RefusedException.malformed("no statement found");
        }
        if (body.path("table").asText().isEmpty()) {
            throw RefusedException.malformed("\"table\" property missing");
        }
        return new BulkLine(operation, body.path("table").asText().toLowerCase(Locale.ROOT), body);
    }

    /** As SQL has it: negative from 2^63 on; 0 for what is no id. */
    long id() {
        BigInteger id = body.path("id").isIntegralNumber() ? body.path("id").bigIntegerValue() : BigInteger.ZERO;
        return id.signum() < 0 || id.bitLength() > Long.SIZE ? 0 : id.longValue();
    }

    /** The row to be written; none for one to be deleted. */
    Optional<Row> row(Schema schema) throws RefusedException {
        boolean delete = operation.equals("delete");
        Set<String> members = delete ? DELETED : operation.equals("replace") ? REPLACED : Set.of();
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            if (!members.contains(member.getKey())) {
                throw RefusedException.notServed("'" + member.getKey() + "' in a line to " + operation);
            }
        }
        if (id() == 0) {
            throw RefusedException.trap(
                    delete
                            ? "a delete without an id deletes every row"
                            : "a document without an id, with id 0 or with a text for one gets a generated id: sent"
                                    + " again it is a second document",
                    "send the id as a number from 1 to 2^63-1");
        }
        if (id() < 0) {
            throw RefusedException.trap(
                    "ids from 2^63 on are silently not found in a disk chunk that holds lower ones too",
                    "keep ids within 1..2^63-1");
        }
        if (!delete && !body.path("doc").isObject()) {
            throw RefusedException.trap("a replace without doc empties the document", "send the columns");
        }
        return delete ? Optional.empty() : Optional.of(DocumentParser.read(body.path("doc"), schema, id()));
    }
}
