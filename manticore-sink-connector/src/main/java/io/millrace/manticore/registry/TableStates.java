package io.millrace.manticore.registry;

import io.millrace.manticore.document.TableFaultException;
import java.util.OptionalLong;
import java.util.Set;

/** What the pipeline of a partition asks and reports about the states of tables. */
public interface TableStates {
    /** Whether a table is active again whose events were passed over in this partition. */
    boolean mustReopen(int partition);

    /**
     * Finds the tables that can be followed again, when a partition is opened.
     *
     * @param floor up to where events of the partition are acknowledged
     * @return from where the partition has to be read again for them; {@link #reopened} has to follow
     */
    OptionalLong resumeFrom(int partition, long floor);

    /** The partition is read from where {@link #resumeFrom} said. */
    void reopened(int partition);

    /** Rows of these tables in Manticore were written. */
    void wrote(Set<String> targets);

    /** Rows of these tables in Manticore are gone that were written and not deleted. */
    void emptied(Set<String> targets);

    /**
     * Sets aside whichever source table goes to a table in Manticore.
     *
     * @throws TableFaultException the fault, where that is not tolerated or the table is nobody's
     */
    void setAside(TableFaultException fault);

    /**
     * Called for a row that Manticore refused.
     *
     * @return whether no dead letter is wanted for it, since it was one of a table that is filled by a rebuild, which has
     *     failed by this
     */
    boolean isOfFailedRebuild(String target, String reason);

    /** Has whichever source table goes to a table in Manticore audited, for a reason. */
    void markToBeAudited(String target, String reason);
}
