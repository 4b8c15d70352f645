package io.millrace.local.manticore.sql;

import java.util.Map;

/** What becomes of the options of CREATE TABLE. */
final class TableOptions {
    private TableOptions() {}

    static Map<String, String> effective(Map<String, String> given) {
        return given;
    }
}
