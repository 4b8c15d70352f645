package io.millrace.bridge.encode;

import io.millrace.event.MySqlPosition;
import io.millrace.event.SourceTexts;
import io.millrace.event.WireOutput;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Writes the fields of a {@link MySqlPosition}: its file and GTID as numbers, where they are of MySQL's usual form. */
final class PositionWriter {
    // Neighbouring events are of one file and of one server.
    private String lastFile = "";
    private int lastFileNumber;
    private String lastServer = "";
    private byte[] lastServerBytes = {};

    void write(WireOutput out, String file, long offset, int row, @Nullable String gtid) {
        if (!file.equals(lastFile)) {
            lastFile = file;
            lastFileNumber = SourceTexts.fileNumber(file);
        }
        if (lastFileNumber == 0) {
            out.field(MySqlPosition.FILE_FIELD_NUMBER, file);
        }
        if (offset != 0) {
            out.varint(MySqlPosition.POSITION_FIELD_NUMBER, offset);
        }
        if (row != 0) {
            out.varint(MySqlPosition.ROW_FIELD_NUMBER, Integer.toUnsignedLong(row));
        }
        long transaction = gtid == null ? 0 : transaction(gtid);
        if (gtid != null && transaction == 0) {
            out.field(MySqlPosition.GTID_FIELD_NUMBER, gtid);
        }
        if (lastFileNumber != 0) {
            out.varint(MySqlPosition.FILE_NUMBER_FIELD_NUMBER, lastFileNumber);
        }
        if (transaction != 0) {
            out.field(MySqlPosition.GTID_SERVER_FIELD_NUMBER, lastServerBytes);
            out.varint(MySqlPosition.GTID_TRANSACTION_FIELD_NUMBER, transaction);
        }
    }

    /** The number in a GTID whose UUID {@code lastServerBytes} then is; 0 if the GTID has to be written as text. */
    private long transaction(String gtid) {
        long transaction = SourceTexts.gtidTransaction(gtid);
        if (transaction == 0 || (!lastServer.isEmpty() && gtid.startsWith(lastServer))) {
            return transaction;
        }
        Optional<byte[]> server = SourceTexts.gtidServer(gtid);
        if (server.isEmpty()) {
            return 0;
        }
        lastServer = SourceTexts.gtidServerText(gtid);
        lastServerBytes = server.get();
        return transaction;
    }
}
