package io.millrace.manticore.mapping;

import io.millrace.event.ChangeEvent;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.rules.MappingRules;

/** A table in Manticore that is filled to take the place of a source table's; events are applied to both meanwhile. */
public interface ShadowTable {
    /** How the source table is mapped to it. */
    MappingRules rules();

    /**
     * Called for an event whose key has names or types that were not seen before.
     *
     * @return whether it is applied; if not, it is of a time before the key was redefined, and skipped
     * @throws TableFaultException when the rows' documents would have other ids than before
     */
    boolean acceptsKey(ChangeEvent event);

    /** It cannot be filled any more; the live table is not affected. */
    void failed(TableFaultException fault);

    /**
     * Called for an event that cannot be expressed in it.
     *
     * @return whether the event becomes a dead letter, as it will when the shadow table is the live one
     */
    boolean isLeftOut(String reason);
}
