package io.millrace.audit.compare;

import io.millrace.manticore.document.ManticoreType;
import java.util.Arrays;
import java.util.stream.Collectors;

/** A value of a column as Manticore prints it in an answer to SQL. */
final class PrintedValue {
    private PrintedValue() {}

    /**
     * Whether a server that was sent the value prints it so.
     *
     * @param value what the sink sends: of a string its characters, of all else its JSON
     */
    static boolean isPrinted(ManticoreType type, String value, String printed) {
        return switch (type.kind()) {
            case TEXT, STRING, INDEXED_STRING, UINT, BIGINT, TIMESTAMP -> value.equals(printed);
            case BOOL -> value.equals("true") ? printed.equals("1") : printed.equals("0");
            case FLOAT -> PrintedFloat.isPrinted(value, printed);
            case JSON -> PrintedJson.isPrinted(value, printed);
            case MULTI, MULTI64 -> sorted(value).equals(printed);
            case FLOAT_VECTOR -> isVector(elements(value), printed.isEmpty() ? new String[0] : printed.split(",", -1));
            case OTHER -> false;
        };
    }

    /** The value as it would be printed, for people. */
    static String of(ManticoreType type, String value) {
        return switch (type.kind()) {
            case TEXT, STRING, INDEXED_STRING, UINT, BIGINT, TIMESTAMP, OTHER -> value;
            case BOOL -> value.equals("true") ? "1" : "0";
            case FLOAT -> PrintedFloat.of(Float.parseFloat(value));
            case JSON -> value.equals("null") ? "" : value;
            case MULTI, MULTI64 -> sorted(value);
            case FLOAT_VECTOR ->
                Arrays.stream(elements(value))
                        .map(element -> PrintedFloat.of(Float.parseFloat(element)))
                        .collect(Collectors.joining(","));
        };
    }

    private static boolean isVector(String[] values, String[] printed) {
        boolean equal = values.length == printed.length;
        for (int i = 0; equal && i < values.length; i++) {
            equal = PrintedFloat.isPrinted(values[i], printed[i]);
        }
        return equal;
    }

    /** A server sorts the numbers and drops repeated ones. */
    private static String sorted(String list) {
        return Arrays.stream(elements(list))
                .mapToLong(Long::parseLong)
                .sorted()
                .distinct()
                .mapToObj(Long::toString)
                .collect(Collectors.joining(","));
    }

    private static String[] elements(String list) {
        String inner = list.substring(1, list.length() - 1);
        return inner.isEmpty() ? new String[0] : inner.split(",", -1);
    }
}
