package io.millrace.event;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * The texts of a {@link MySqlPosition} that are numbers in an event: the binlog's file and the GTID.
 */
public final class SourceTexts {
    private static final String FILE_PREFIX = "binlog.";
    private static final int FILE_DIGITS = 6;
    private static final int UUID_LENGTH = 36;
    private static final int UUID_BYTES = 16;
    /** With that many digits, every number fits. */
    private static final int MAX_FILE_DIGITS = 9;

    private static final int MAX_GTID_DIGITS = 18;

    private SourceTexts() {}

    /** The name of the binlog's file. */
    public static String file(MySqlPosition position) {
        return position.getFileNumber() == 0
                ? position.getFile()
                : fileName(Integer.toUnsignedLong(position.getFileNumber()));
    }

    /** What {@code file_number} is for this name; 0 if that cannot express it. */
    public static int fileNumber(String file) {
        int digits = file.length() - FILE_PREFIX.length();
        if (digits < FILE_DIGITS || digits > MAX_FILE_DIGITS || !file.startsWith(FILE_PREFIX)) {
            return 0;
        }
        int number = (int) number(file, FILE_PREFIX.length());
        return fileName(number).equals(file) ? number : 0;
    }

    /** The GTID as MySQL writes it, if there is one. */
    public static Optional<String> gtid(MySqlPosition position) {
        ByteString server = position.getGtidServer();
        if (server.size() == UUID_BYTES) {
            ByteBuffer bytes = server.asReadOnlyByteBuffer();
            return Optional.of(new UUID(bytes.getLong(), bytes.getLong()) + ":"
                    + Long.toUnsignedString(position.getGtidTransaction()));
        }
        return Optional.of(position.getGtid()).filter(text -> !text.isEmpty());
    }

    /** What {@code gtid_transaction} is for this GTID; 0 if it has another form than a UUID and a number. */
    public static long gtidTransaction(String gtid) {
        int digits = gtid.length() - UUID_LENGTH - 1;
        boolean plain = digits > 0
                && digits <= MAX_GTID_DIGITS
                && gtid.charAt(UUID_LENGTH) == ':'
                && gtid.charAt(UUID_LENGTH + 1) != '0';
        return plain ? number(gtid, UUID_LENGTH + 1) : 0;
    }

    /** What {@code gtid_server} is for a GTID that has a {@link #gtidTransaction}; empty if it does not begin with a UUID. */
    public static Optional<byte[]> gtidServer(String gtid) {
        String text = gtidServerText(gtid);
        try {
            UUID server = UUID.fromString(text);
            return server.toString().equals(text)
                    ? Optional.of(ByteBuffer.allocate(UUID_BYTES)
                            .putLong(server.getMostSignificantBits())
                            .putLong(server.getLeastSignificantBits())
                            .array())
                    : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** The part of a GTID that {@link #gtidServer} is made of. */
    public static String gtidServerText(String gtid) {
        return gtid.substring(0, UUID_LENGTH);
    }

    private static String fileName(long number) {
        String digits = Long.toString(number);
        return FILE_PREFIX + "0".repeat(Math.max(0, FILE_DIGITS - digits.length())) + digits;
    }

    /** The number at the end of a text; 0 if there is anything else than digits. */
    private static long number(String text, int from) {
        long number = 0;
        for (int i = from; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return 0;
            }
            number = number * 10 + digit;
        }
        return number;
    }
}
