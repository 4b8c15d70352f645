package io.millrace.local.manticore.sql;

/** A statement that changes how a table is kept: there is nothing to be done, if the table is there. */
record Upkeep(String table, String reasonIfMissing) implements Statement {
    @Override
    public Answer execute(Database database) throws SqlException {
        database.table(table, reasonIfMissing);
        return new Done(0);
    }
}
