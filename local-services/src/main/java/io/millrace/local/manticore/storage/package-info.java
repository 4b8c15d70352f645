/** Tables: columns, rows in an append-only log that is replayed at start, and an index from document id to row. */
@NullMarked
package io.millrace.local.manticore.storage;

import org.jspecify.annotations.NullMarked;
