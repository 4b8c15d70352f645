package io.millrace.bridge.encode;

import io.millrace.event.Column;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.kafka.connect.data.Schema;

/**
 * Labels of ENUM and SET as MySQL has them. Debezium delivers a row of a snapshot with the label itself, but one of the
 * binlog with the literal of the declaration, and a backslash in front of each of its commas.
 */
final class EnumLabels {
    /** Where Debezium lists the labels, in the form of the binlog, separated by commas. */
    private static final String ALLOWED = "allowed";

    private static final String SEPARATOR = ",";

    private final String declared;
    private final Map<String, String> labels = new HashMap<>();

    private EnumLabels(String allowed) {
        declared = SEPARATOR + allowed + SEPARATOR;
    }

    static ValueWriter enumWriter(Schema schema) {
        String allowed = allowed(schema);
        if (allowed.indexOf('\\') < 0) {
            return ValueWriters.STRING;
        }
        EnumLabels labels = new EnumLabels(allowed);
        return (out, value) -> out.field(Column.STRING_VALUE_FIELD_NUMBER, labels.label((String) value));
    }

    /** A label of a SET has no comma. */
    static ValueWriter setWriter(Schema schema) {
        String allowed = allowed(schema);
        if (allowed.indexOf('\\') < 0) {
            return ValueWriters.STRING;
        }
        EnumLabels labels = new EnumLabels(allowed);
        return (out, value) -> out.field(
                Column.STRING_VALUE_FIELD_NUMBER,
                Arrays.stream(((String) value).split(SEPARATOR, -1))
                        .map(labels::label)
                        .collect(Collectors.joining(SEPARATOR)));
    }

    private static String allowed(Schema schema) {
        return schema.parameters() == null ? "" : schema.parameters().getOrDefault(ALLOWED, "");
    }

    private String label(String delivered) {
        return delivered.indexOf('\\') < 0 ? delivered : labels.computeIfAbsent(delivered, this::find);
    }

    /** A label with a backslash is not in the list, where that is doubled. */
    private String find(String delivered) {
        return declared.contains(SEPARATOR + delivered + SEPARATOR)
                ? unescaped(delivered.replace("\\,", ","))
                : delivered;
    }

    /** The escape sequences of a MySQL string. */
    private static String unescaped(String literal) {
        StringBuilder label = new StringBuilder();
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c != '\\' || i + 1 == literal.length()) {
                label.append(c);
                continue;
            }
            char escaped = literal.charAt(++i);
            switch (escaped) {
                case '0' -> label.append('\0');
                case 'b' -> label.append('\b');
                case 'n' -> label.append('\n');
                case 'r' -> label.append('\r');
                case 't' -> label.append('\t');
                case 'Z' -> label.append('\u001a');
                case '%', '_' -> label.append('\\').append(escaped);
                default -> label.append(escaped);
            }
        }
        return label.toString();
    }
}
