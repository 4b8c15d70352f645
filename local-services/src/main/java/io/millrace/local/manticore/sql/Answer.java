package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.json.JsonWriter;

/** What a statement answers. */
public interface Answer {
    /** As {@code /sql?mode=raw} gives it. */
    void writeTo(JsonWriter json);
}
