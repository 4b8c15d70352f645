package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Catalog;
import java.io.IOException;

/** A parsed statement. */
public interface Statement {
    Answer execute(Catalog catalog) throws SqlException, IOException;
}
