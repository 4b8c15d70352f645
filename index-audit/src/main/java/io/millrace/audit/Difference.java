package io.millrace.audit;

import io.millrace.event.Row;
import io.millrace.event.SourceTable;
import java.util.List;

/**
 * A difference between a source table and its index table that is proven: it was still there after everything that had been
 * committed before the row was read had been written to the index, and neither side changed meanwhile.
 */
public sealed interface Difference {
    SourceTable table();

    /**
     * The row's primary key, as in an event of the row. The types of its columns are those of the registry where no row has
     * it, so that an integer may have another width. Without columns for a document that no key of the table leads to.
     */
    Row key();

    /** The table in Manticore. */
    String indexTable();

    /** The document's id in Manticore, as a signed number. */
    long documentId();

    /** The version of the document that is in the index; 0 if there is none. */
    long eventId();

    /** The version of the row as it was read, where the source tells it; otherwise 0. */
    long rowVersion();

    /**
     * The row has no document.
     *
     * @param deletedVersion the version at which the sink has deleted the row's document; 0 if it has not
     */
    record Missing(SourceTable table, Row key, String indexTable, long documentId, long rowVersion, long deletedVersion)
            implements Difference {
        @Override
        public long eventId() {
            return 0;
        }
    }

    /** The document has no row. */
    record Extra(SourceTable table, Row key, String indexTable, long documentId, long eventId) implements Difference {
        @Override
        public long rowVersion() {
            return 0;
        }
    }

    /** The document is not the one that the sink makes of the row. */
    record Different(
            SourceTable table,
            Row key,
            String indexTable,
            long documentId,
            long eventId,
            long rowVersion,
            List<ColumnDifference> columns)
            implements Difference {
        public Different {
            columns = List.copyOf(columns);
        }
    }
}
