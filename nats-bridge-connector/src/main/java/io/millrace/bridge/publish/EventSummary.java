package io.millrace.bridge.publish;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.EventRecordBytes;
import io.millrace.event.Operation;
import io.millrace.event.OtherRecord;
import io.millrace.event.Source;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What publishing needs to know about a serialized event, read without parsing its rows.
 *
 * @param id 0 if it has none yet
 * @param run the number of the source task's run, 0 for none
 * @param firstOfRun the first id of that run
 * @param fieldsEnd where the event's fields end, and run and id begin
 * @param leftOut the columns that the row lacks because the event would be too large with them
 * @param otherSchema the schema's name if the bytes are an {@link OtherRecord}, not an event
 */
public record EventSummary(
        long id,
        long run,
        long firstOfRun,
        int fieldsEnd,
        Operation operation,
        String source,
        String database,
        String table,
        long commitTimeUs,
        boolean hasKey,
        List<String> leftOut,
        Optional<String> otherSchema) {
    private static final int ID = ChangeEvent.ID_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED64;
    private static final int FIRST_OF_RUN =
            EventRecordBytes.FIRST_OF_RUN_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED64;
    private static final int RUN = EventRecordBytes.RUN_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED64;
    private static final int OPERATION = ChangeEvent.OPERATION_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
    private static final int SOURCE = ChangeEvent.SOURCE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int KEY = ChangeEvent.KEY_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int LEFT_OUT = ChangeEvent.LEFT_OUT_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int OTHER_SCHEMA = OtherRecord.SCHEMA_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int NAME = Source.NAME_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int DATABASE = Source.DATABASE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int TABLE = Source.TABLE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int COMMIT_TIME = Source.COMMIT_TIME_US_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;

    /** @throws IOException if the bytes are not one of our events */
    public static EventSummary of(byte[] bytes) throws IOException {
        Reader reader = new Reader(CodedInputStream.newInstance(bytes), bytes.length);
        return reader.read();
    }

    private static final class Reader {
        private final CodedInputStream in;
        private long id;
        private long run;
        private long firstOfRun;
        private int fieldsEnd;
        private Operation operation = Operation.OPERATION_UNSPECIFIED;
        private String source = "";
        private String database = "";
        private String table = "";
        private long commitTimeUs;
        private boolean hasKey;
        private List<String> leftOut = List.of();
        private Optional<String> otherSchema = Optional.empty();

        Reader(CodedInputStream in, int length) {
            this.in = in;
            fieldsEnd = length;
        }

        EventSummary read() throws IOException {
            boolean ending = false;
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                boolean atEnd = tag == ID || tag == RUN || tag == FIRST_OF_RUN;
                if (ending && !atEnd) {
                    // It would be published without this field.
                    throw new InvalidProtocolBufferException("a field comes after its id or its run");
                }
                ending = atEnd;
                switch (tag) {
                    case ID -> id = readTail();
                    case RUN -> run = readTail();
                    case FIRST_OF_RUN -> firstOfRun = readTail();
                    case OPERATION -> operation = readOperation();
                    case SOURCE -> readSource();
                    case LEFT_OUT -> readLeftOut();
                    case OTHER_SCHEMA -> otherSchema = Optional.of(in.readString());
                    default -> {
                        hasKey |= tag == KEY;
                        in.skipField(tag);
                    }
                }
            }
            return new EventSummary(
                    id,
                    run,
                    firstOfRun,
                    fieldsEnd,
                    operation,
                    source,
                    database,
                    table,
                    commitTimeUs,
                    hasKey,
                    leftOut,
                    otherSchema);
        }

        private long readTail() throws IOException {
            fieldsEnd = Math.min(fieldsEnd, in.getTotalBytesRead() - 1);
            return in.readFixed64();
        }

        private Operation readOperation() throws IOException {
            Operation read = Operation.forNumber(in.readEnum());
            return read == null ? Operation.UNRECOGNIZED : read;
        }

        private void readLeftOut() throws IOException {
            if (leftOut.isEmpty()) {
                leftOut = new ArrayList<>();
            }
            leftOut.add(Column.parseFrom(in.readByteArray()).getName());
        }

        private void readSource() throws IOException {
            int limit = in.pushLimit(in.readRawVarint32());
            for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
                switch (tag) {
                    case NAME -> source = in.readString();
                    case DATABASE -> database = in.readString();
                    case TABLE -> table = in.readString();
                    case COMMIT_TIME -> commitTimeUs = in.readInt64();
                    default -> in.skipField(tag);
                }
            }
            in.popLimit(limit);
        }
    }
}
