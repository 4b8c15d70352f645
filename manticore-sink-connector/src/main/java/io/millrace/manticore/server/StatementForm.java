package io.millrace.manticore.server;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A statement as the form that {@code /sql} takes, byte for byte as {@link java.net.URLEncoder} writes it, which takes longer
 * for a list of ids than everything else that is done to send them.
 */
final class StatementForm {
    private static final byte[] FIELD = "query=".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);

    private StatementForm() {}

    static byte[] of(String statement) {
        byte[] text = statement.getBytes(StandardCharsets.UTF_8);
        byte[] form = Arrays.copyOf(FIELD, FIELD.length + 3 * text.length);
        int length = FIELD.length;
        for (byte b : text) {
            if (isPlain(b)) {
                form[length++] = b;
            } else if (b == ' ') {
                form[length++] = '+';
            } else {
                form[length++] = '%';
                form[length++] = HEX[b >> 4 & 0xf];
                form[length++] = HEX[b & 0xf];
            }
        }
        return Arrays.copyOf(form, length);
    }

    private static boolean isPlain(byte b) {
        return b >= '0' && b <= '9'
                || b >= 'a' && b <= 'z'
                || b >= 'A' && b <= 'Z'
                || b == '-'
                || b == '_'
                || b == '.'
                || b == '*';
    }
}
