package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.json.JsonWriter;

/** The answer of statements that change something: how many rows. */
record Done(int rows) implements Answer {
    @Override
    public void writeTo(JsonWriter json) {
        json.raw("{\"total\":").number(rows).raw(",\"error\":\"\",\"warning\":\"\"}");
    }
}
