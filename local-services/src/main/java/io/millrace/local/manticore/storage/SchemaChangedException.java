package io.millrace.local.manticore.storage;

import java.io.IOException;

/** Rows were laid out for columns that another connection has changed since. */
final class SchemaChangedException extends IOException {
    SchemaChangedException(String table) {
        super("table '" + table + "' was altered during the request");
    }
}
