package io.millrace.bridge.encode;

import io.millrace.event.Type;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.connect.data.Schema;

/**
 * The type a column was declared with, as Debezium's {@code column.propagate.source.type} gives it.
 *
 * @param name in capitals, such as {@code INT UNSIGNED ZEROFILL}; empty when it is not known
 */
record DeclaredType(String name, OptionalInt length, OptionalInt scale) {
    private static final String TYPE = "__debezium.source.column.type";
    private static final String LENGTH = "__debezium.source.column.length";
    private static final String SCALE = "__debezium.source.column.scale";

    static DeclaredType of(Schema schema) {
        Map<String, String> parameters = schema.parameters() == null ? Map.of() : schema.parameters();
        return new DeclaredType(
                parameters.getOrDefault(TYPE, "").toUpperCase(Locale.ROOT),
                number(parameters, LENGTH),
                number(parameters, SCALE));
    }

    boolean isKnown() {
        return !name.isEmpty();
    }

    /** The integer type of this declaration, if it is one. */
    Optional<Type> integer() {
        boolean unsigned = name.contains("UNSIGNED");
        return switch (firstWord()) {
            case "TINYINT", "INT1" -> Optional.of(unsigned ? Type.UINT8 : Type.INT8);
            case "SMALLINT", "INT2" -> Optional.of(unsigned ? Type.UINT16 : Type.INT16);
            case "MEDIUMINT", "MIDDLEINT", "INT3", "INT", "INTEGER", "INT4" ->
                Optional.of(unsigned ? Type.UINT32 : Type.INT32);
            case "BIGINT", "INT8" -> Optional.of(unsigned ? Type.UINT64 : Type.INT64);
            default -> Optional.empty();
        };
    }

    boolean isDecimal() {
        return switch (firstWord()) {
            case "DECIMAL", "NUMERIC", "DEC", "FIXED" -> true;
            default -> false;
        };
    }

    boolean isText() {
        return switch (firstWord()) {
            case "TINYTEXT", "TEXT", "MEDIUMTEXT", "LONGTEXT", "LONG" -> true;
            default -> false;
        };
    }

    boolean isBool() {
        return firstWord().startsWith("BOOL");
    }

    boolean isReal() {
        return firstWord().equals("REAL");
    }

    boolean isTimestamp() {
        return firstWord().equals("TIMESTAMP");
    }

    private String firstWord() {
        int end = 0;
        while (end < name.length() && Character.isLetterOrDigit(name.charAt(end))) {
            end++;
        }
        return name.substring(0, end);
    }

    private static OptionalInt number(Map<String, String> parameters, String key) {
        String value = parameters.get(key);
        return value == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(value));
    }
}
