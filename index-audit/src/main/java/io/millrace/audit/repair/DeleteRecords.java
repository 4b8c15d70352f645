package io.millrace.audit.repair;

import io.millrace.audit.Difference;
import java.util.Collection;

/** Takes deletes of documents without a row to the source's topic. */
interface DeleteRecords {
    /** Returns once all of them are stored. */
    void write(Collection<Difference.Extra> extras) throws InterruptedException;
}
