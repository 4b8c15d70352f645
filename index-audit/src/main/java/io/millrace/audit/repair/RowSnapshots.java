package io.millrace.audit.repair;

import io.millrace.state.signal.SnapshotRequest;
import java.util.Optional;

/** Has the source connector read rows again. */
interface RowSnapshots {
    /** Returns once the rows were read; not empty if the connector gave up on the table, with the reason. */
    Optional<String> read(SnapshotRequest request) throws Exception;
}
