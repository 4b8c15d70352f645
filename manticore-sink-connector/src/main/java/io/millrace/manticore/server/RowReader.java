package io.millrace.manticore.server;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;

/** Reads one row of an answer. */
public interface RowReader<T> {
    /** @param row stands at the start of the row's object, and must be left at its end */
    T read(JsonParser row) throws IOException;
}
