package io.millrace.local.manticore;

import io.millrace.local.manticore.documents.RefusedException;
import io.millrace.local.manticore.http.HttpResponse;
import io.millrace.local.manticore.json.JsonValue;
import io.millrace.local.manticore.json.JsonWriter;
import java.util.Optional;

/** The forms in which Manticore says no. */
final class Failures {
    private Failures() {}

    /** A request that can't be understood. */
    static HttpResponse malformed(String reason) {
        return HttpResponse.json(
                400,
                new JsonWriter()
                        .raw("{\"error\":{\"type\":\"parse_exception\",\"reason\":")
                        .text(reason)
                        .raw("},\"status\":400}")
                        .toBytes());
    }

    /** A document that is refused. */
    static HttpResponse ofDocument(RefusedException refusal, Optional<JsonValue> table) {
        JsonWriter error = new JsonWriter()
                .raw("{\"error\":{\"type\":")
                .text(refusal.isMalformed() ? "parse_exception" : "action_request_validation_exception")
                .raw(",\"reason\":")
                .text(refusal.reason());
        table.ifPresent(name -> error.raw(",\"table\":").text(name.asText()));
        error.raw("},\"status\":").number(refusal.status()).raw("}");
        return HttpResponse.json(refusal.status(), error.toBytes());
    }

    /** Anything that has no form of its own. */
    static HttpResponse plain(int status, String reason) {
        return HttpResponse.json(
                status,
                new JsonWriter().raw("{\"error\":").text(reason).raw("}").toBytes());
    }
}
