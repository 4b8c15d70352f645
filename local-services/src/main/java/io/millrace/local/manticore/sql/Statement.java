package io.millrace.local.manticore.sql;

import java.io.IOException;

/** A parsed statement. */
public interface Statement {
    Answer execute(Database database) throws SqlException, IOException;
}
