package io.millrace.standin;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
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
    /**
     * Whether ids from 2^63 on are refused: a real server does not find them again in a disk chunk that holds lower
     * ones too. The sink still makes such ids; to be turned on when it does not.
     */
    private static final boolean REFUSES_TOP_BIT = false;

    private static final Set<String> SERVED = Set.of("replace", "delete");
    private static final Set<String> NOT_SERVED = Set.of("insert", "create", "index", "update");
    private static final Set<String> MEMBERS = Set.of("table", "id", "doc");

    /** @throws RefusedException when it makes no sense, whatever tables there are */
    static BulkLine of(JsonNode line) throws RefusedException {
        Iterator<Map.Entry<String, JsonNode>> members = line.properties().iterator();
        if (!members.hasNext()) {
            throw RefusedException.malformed("no statement found");
        }
        Map.Entry<String, JsonNode> statement = members.next();
        String operation = statement.getKey();
        JsonNode body = statement.getValue();
        if (!body.isObject()) {
            throw RefusedException.malformed("statement " + operation + " should be an object");
        }
        if (!SERVED.contains(operation) && !NOT_SERVED.contains(operation)) {
            throw RefusedException.malformed("unknown bulk operation: " + operation);
        }
        String table = body.path("table").asText(body.path("index").asText());
        if (table.isEmpty()) {
            throw RefusedException.malformed("\"table\" property missing");
        }
        JsonNode id = body.path("id");
        boolean unsigned = id.isIntegralNumber() && id.bigIntegerValue().bitLength() <= Long.SIZE;
        if (unsigned && id.bigIntegerValue().signum() < 0) {
            throw RefusedException.malformed("Negative document ids are not allowed");
        }
        if (!unsigned && !id.isMissingNode() && !id.isTextual()) {
            throw RefusedException.malformed("Document ids should be integer, string, or array of integers/strings");
        }
        return new BulkLine(operation, table.toLowerCase(Locale.ROOT), body);
    }

    /** As SQL has it: negative from 2^63 on. */
    long id() {
        return body.path("id").isIntegralNumber()
                ? body.path("id").bigIntegerValue().longValue()
                : 0;
    }

    /** The row to be written; none for one to be deleted. */
    Optional<Row> row(Schema schema) throws RefusedException {
        if (!SERVED.contains(operation)) {
            throw RefusedException.notServed("the operation '" + operation + "'");
        }
        boolean delete = operation.equals("delete");
        for (Map.Entry<String, JsonNode> member : body.properties()) {
            if (!MEMBERS.contains(member.getKey()) || delete && member.getKey().equals("doc")) {
                throw RefusedException.notServed("'" + member.getKey() + "' in a line to " + operation);
            }
        }
        if (id() == 0) {
            throw delete
                    ? RefusedException.trap("a delete without an id deletes every row", "send the id as a number")
                    : RefusedException.trap(
                            "a document without an id, with id 0 or with a text for one gets a generated id: sent again"
                                    + " it is a second document",
                            "send the id as a number from 1 on");
        }
        if (REFUSES_TOP_BIT && id() < 0) {
            throw RefusedException.trap(
                    "ids from 2^63 on are silently not found in a disk chunk that holds lower ones too",
                    "keep ids within 1..2^63-1");
        }
        if (!delete && !body.path("doc").isObject()) {
            throw RefusedException.trap("a replace without doc empties the document", "send the columns");
        }
        return delete ? Optional.empty() : Optional.of(DocumentReader.read(body.path("doc"), schema, id()));
    }
}
