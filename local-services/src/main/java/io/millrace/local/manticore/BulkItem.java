package io.millrace.local.manticore;

import io.millrace.local.manticore.json.JsonWriter;

/** What a committed run of a bulk did. */
record BulkItem(String table, long lastId, int created, int deleted, int updated) {

    void writeTo(JsonWriter json) {
        boolean replaced = created > 0 && deleted > 0;
        json.raw("{\"bulk\":{\"table\":")
                .text(table)
                .raw(",\"_id\":")
                .number(lastId)
                .raw(",\"created\":")
                .number(created)
                .raw(",\"deleted\":")
                .number(deleted)
                .raw(",\"updated\":")
                .number(updated)
                .raw(
                        replaced
                                ? ",\"result\":\"updated\",\"status\":200}}"
                                : ",\"result\":\"created\",\"status\":201}}");
    }
}
