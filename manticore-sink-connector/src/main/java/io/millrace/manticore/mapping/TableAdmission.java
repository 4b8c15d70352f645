package io.millrace.manticore.mapping;

import io.millrace.event.ChangeEvent;
import io.millrace.event.SourceTable;
import io.millrace.manticore.document.TableFaultException;
import java.util.Map;
import java.util.Optional;

/** Decides which source tables are applied to the index, and remembers from where events of the others were passed over. */
public interface TableAdmission {
    /** Whether events of a table are applied in a partition of the stream; otherwise they are passed over. */
    boolean admits(SourceTable table, int partition);

    /**
     * Called before anything of a table is applied.
     *
     * @throws TableFaultException when its table in Manticore belongs to another source table
     */
    void claim(SourceTable table);

    /**
     * Remembers the names of columns that have other names in Manticore than in the source. A name that a column has
     * already stays, and no two columns get the same.
     *
     * @param names by the columns' names in the source
     * @return all names that are remembered of the table, those of other columns too
     */
    Map<String, String> nameColumns(SourceTable table, Map<String, String> names);

    /**
     * Called for an event whose key has names or types that were not seen before.
     *
     * @return whether it is applied; if not, it is of a time before the key was redefined, and skipped
     * @throws TableFaultException when the rows' documents would have other ids than before
     */
    boolean acceptsKey(SourceTable table, ChangeEvent event);

    /**
     * Sets a table aside.
     *
     * @throws TableFaultException the fault, where that is not tolerated
     */
    void setAside(SourceTable table, TableFaultException fault);

    /** The table that is filled to take the place of the one in Manticore, if events of a partition are applied to it too. */
    default Optional<ShadowTable> shadowOf(SourceTable table, int partition) {
        return Optional.empty();
    }

    /** Remembers, before it returns, that events of a table were passed over from here on. */
    void passOver(SourceTable table, int partition, long sequence);
}
