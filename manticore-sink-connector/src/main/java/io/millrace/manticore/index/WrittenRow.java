package io.millrace.manticore.index;

import io.millrace.manticore.document.DocumentKey;
import java.util.Optional;

/**
 * What must be found in the index before the event of a change is acknowledged.
 *
 * @param key of the row; empty for a table that was truncated
 * @param received when the stream received the event, in milliseconds since 1970
 */
public record WrittenRow(String table, Optional<DocumentKey> key, long version, long received) {}
