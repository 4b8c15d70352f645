package io.millrace.manticore.mapping;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import java.io.IOException;
import java.util.Optional;

/**
 * Where the parts of an event are in its bytes. Only of an event that stores a row, with a key, complete, without the row
 * before it and without an end: nearly every event is one.
 */
record EventParts(long id, boolean snapshot, ByteRange source, ByteRange key, ByteRange row) {
    private static final int ID = ChangeEvent.ID_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_FIXED64;
    private static final int OPERATION = ChangeEvent.OPERATION_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_VARINT;
    private static final int SOURCE = ChangeEvent.SOURCE_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int KEY = ChangeEvent.KEY_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final int ROW = ChangeEvent.AFTER_FIELD_NUMBER << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED;
    private static final ByteRange NONE = new ByteRange(0, 0);

    /** A message within the event. */
    record ByteRange(int from, int length) {
        CodedInputStream open(byte[] event) {
            return CodedInputStream.newInstance(event, from, length);
        }
    }

    /** @throws IOException if the bytes are not those of a message */
    static Optional<EventParts> of(byte[] event) throws IOException {
        CodedInputStream in = CodedInputStream.newInstance(event);
        long id = 0;
        int operation = 0;
        ByteRange source = NONE;
        ByteRange key = NONE;
        ByteRange row = NONE;
        int fields = 0;
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            fields++;
            switch (tag) {
                case ID -> id = in.readFixed64();
                case OPERATION -> operation = in.readEnum();
                case SOURCE -> source = part(in);
                case KEY -> key = part(in);
                case ROW -> row = part(in);
                default -> {
                    return Optional.empty();
                }
            }
        }
        // A field that is there twice leaves another one out.
        boolean complete = fields == 5 && id > 0 && source != NONE && key != NONE && row != NONE && stores(operation);
        return complete
                ? Optional.of(new EventParts(id, operation == Operation.SNAPSHOT_VALUE, source, key, row))
                : Optional.empty();
    }

    private static boolean stores(int operation) {
        return operation == Operation.SNAPSHOT_VALUE
                || operation == Operation.INSERT_VALUE
                || operation == Operation.UPDATE_VALUE;
    }

    private static ByteRange part(CodedInputStream in) throws IOException {
        int length = in.readRawVarint32();
        ByteRange range = new ByteRange(in.getTotalBytesRead(), length);
        in.skipRawBytes(length);
        return range;
    }
}
