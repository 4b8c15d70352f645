package io.millrace.audit.repair;

import io.millrace.audit.Difference;
import io.millrace.bridge.encode.SourceRun;
import io.millrace.event.ChangeEvent;
import io.millrace.event.EventRecordBytes;
import io.millrace.event.Operation;
import io.millrace.event.Source;
import io.millrace.event.SourceTable;
import java.util.concurrent.TimeUnit;

/**
 * The value of a Kafka record that deletes a document without a row, in the form of ChangeEventConverter: the event, and
 * after it a run and an id. The id is right above the document's, so that the row's next event is newer.
 */
final class RepairDelete {
    private RepairDelete() {}

    static byte[] of(Difference.Extra extra, long nowMs) {
        SourceTable table = extra.table();
        long id = extra.eventId() + 1;
        byte[] event = ChangeEvent.newBuilder()
                .setOperation(Operation.DELETE)
                .setSource(Source.newBuilder()
                        .setConnector("mysql")
                        .setName(table.source())
                        .setDatabase(table.database())
                        .setTable(table.table())
                        .setCommitTimeUs(TimeUnit.MILLISECONDS.toMicros(nowMs)))
                .setKey(extra.key())
                .build()
                .toByteArray();
        return new EventRecordBytes(event, id, SourceRun.REPAIR, id).toByteArray();
    }
}
