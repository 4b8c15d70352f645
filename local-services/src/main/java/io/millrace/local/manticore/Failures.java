package io.millrace.local.manticore;

import io.millrace.local.manticore.http.HttpResponse;
import io.millrace.local.manticore.json.JsonWriter;

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

    /** Anything that has no form of its own. */
    static HttpResponse plain(int status, String reason) {
        return HttpResponse.json(
                status,
                new JsonWriter().raw("{\"error\":").text(reason).raw("}").toBytes());
    }
}
