package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Table;

/** A table that ALTER TABLE names, and the errors that it gives. */
record AlteredTable(Table table) {
    static AlteredTable named(String name, Database database) throws SqlException {
        return new AlteredTable(database.table(name, "table " + name + ": unknown local table in ALTER request"));
    }

    boolean has(String column) {
        return table.schema().column(column).isPresent();
    }

    SqlException alreadyThere(String column) {
        return new SqlException("table " + table.name() + ": '" + column + "' attribute already in schema");
    }

    SqlException missing(String column) {
        return new SqlException("table " + table.name() + ": attribute '" + column + "' does not exist");
    }
}
