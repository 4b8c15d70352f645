package io.millrace.standin;

import java.util.NavigableMap;

/** What a table holds, for as long as nobody can change it. */
record Contents(String table, Schema schema, NavigableMap<Long, Row> rows) {
    Column column(String name) throws RefusedException {
        return schema.find(name).orElseThrow(() -> refused("parse error: unknown column: " + name));
    }

    RefusedException refused(String reason) {
        return RefusedException.conflict("table " + table + ": " + reason);
    }
}
