package io.millrace.audit.source;

import io.millrace.event.Column;
import io.millrace.event.Decimals;
import io.millrace.event.Type;
import io.millrace.event.ValueText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A column of a key in MySQL: how its value is read so that nothing of it is lost, and how it is written in a condition
 * that MySQL can answer from the index.
 *
 * @param characterSet empty for a column without one
 * @param descending whether the index has the largest value first
 */
record MySqlKeyColumn(String name, Comparison comparison, String characterSet, String collation, boolean descending) {
    private static final HexFormat HEX = HexFormat.of();
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(\\.[0-9]+)?([eE][-+]?[0-9]+)?");
    private static final Pattern DIGITS = Pattern.compile("([0-9A-Fa-f]{2})*");
    private static final Pattern MOMENT = Pattern.compile("-?[0-9]+([-:T.][0-9]+)*");

    /** Character sets in which one character can have two codes. */
    private static final Set<String> AMBIGUOUS = Set.of("big5", "cp932", "eucjpms", "gbk", "sjis", "ujis");

    /** Half of a unit in the last of the digits that MySQL prints of a FLOAT, and more than that of a DOUBLE. */
    private static final double FLOAT_ERROR = 1e-5;

    private static final BigDecimal ALL_LONGS = new BigDecimal(BigInteger.ONE.shiftLeft(Long.SIZE));

    /** As what values are compared. */
    enum Comparison {
        NUMBER,
        /** Compared by the numbers of their labels. */
        LABELS,
        YEAR,
        FLOATING,
        MOMENT,
        TIMESTAMP,
        TEXT,
        BINARY;

        /** @param dataType as in information_schema */
        static Comparison of(String dataType) {
            return switch (dataType.toLowerCase(Locale.ROOT)) {
                case "enum", "set" -> LABELS;
                case "year" -> YEAR;
                case "float", "double" -> FLOATING;
                case "date", "datetime", "time" -> MOMENT;
                case "timestamp" -> TIMESTAMP;
                case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> TEXT;
                case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> BINARY;
                default -> NUMBER;
            };
        }
    }

    MySqlKeyColumn inOrder(boolean isDescending) {
        return new MySqlKeyColumn(name, comparison, characterSet, collation, isDescending);
    }

    String quoted() {
        return quoted(name);
    }

    static String quoted(String name) {
        return '`' + name.replace("`", "``") + '`';
    }

    /** The expression of the exact value as text without spaces. */
    String exact() {
        return switch (comparison) {
            case NUMBER, LABELS, YEAR -> "CAST(" + quoted() + " + 0 AS CHAR)";
            case FLOATING -> "CAST(" + quoted() + " + 0e0 AS CHAR)";
            case MOMENT, TIMESTAMP -> "REPLACE(CAST(" + quoted() + " AS CHAR), ' ', 'T')";
            case TEXT, BINARY -> "HEX(" + quoted() + ")";
        };
    }

    /** The literal of a value that {@link #exact} has given. */
    String literal(String exact) {
        return switch (comparison) {
            case NUMBER, LABELS, YEAR -> checked(NUMBER, exact);
            case FLOATING -> checked(NUMBER, exact) + (exact.indexOf('e') < 0 ? "e0" : "");
            case MOMENT, TIMESTAMP -> '\'' + checked(MOMENT, exact).replace('T', ' ') + '\'';
            case TEXT -> '_' + characterSet + " x'" + checked(DIGITS, exact) + '\'';
            case BINARY -> "x'" + checked(DIGITS, exact) + '\'';
        };
    }

    private String checked(Pattern pattern, String value) {
        if (!pattern.matcher(value).matches()) {
            throw new UnreadableSourceException("'" + value + "' is not a value of the key column " + name);
        }
        return value;
    }

    /** A condition for the rows whose event can have that value in its key: all of these, and maybe more. */
    String condition(Column value) {
        return switch (comparison) {
            case NUMBER -> number(number(value));
            // 0 is 2000 in a snapshot.
            case YEAR ->
                number(value).intValue() == 2000
                        ? quoted() + " IN (2000, 0)"
                        : quoted() + " = " + number(value).toPlainString();
            case FLOATING -> near(number(value).doubleValue());
            case LABELS -> text(value.getStringValue());
            case MOMENT, TIMESTAMP -> moment(value);
            case TEXT -> text(value.getStringValue());
            case BINARY -> quoted() + " = x'" + bytes(value) + '\'';
        };
    }

    /** In {@code bigint.unsigned.handling.mode=long}, a number from 2^63 is 2^64 less. */
    private String number(BigDecimal value) {
        return value.signum() < 0 && value.scale() == 0
                ? quoted() + " IN (" + value.toPlainString() + ", " + value.add(ALL_LONGS) + ")"
                : quoted() + " = " + value.toPlainString();
    }

    /** The column of a key with a number where its text may have been given. */
    Column canonical(Column value) {
        boolean numeric =
                comparison == Comparison.NUMBER || comparison == Comparison.YEAR || comparison == Comparison.FLOATING;
        return numeric && value.getValueCase() == Column.ValueCase.STRING_VALUE
                ? Column.newBuilder()
                        .setDecimalValue(Decimals.of(number(value)))
                        .build()
                : value;
    }

    private String near(double value) {
        double error = Math.abs(value) * FLOAT_ERROR;
        return quoted() + " BETWEEN " + floating(value - error) + " AND " + floating(value + error);
    }

    private static String floating(double value) {
        BigDecimal digits = BigDecimal.valueOf(value);
        return digits.unscaledValue() + "e" + -digits.scale();
    }

    private BigDecimal number(Column value) {
        return switch (value.getValueCase()) {
            case BOOL_VALUE -> value.getBoolValue() ? BigDecimal.ONE : BigDecimal.ZERO;
            case INT_VALUE -> BigDecimal.valueOf(value.getIntValue());
            case UINT_VALUE -> new BigDecimal(Long.toUnsignedString(value.getUintValue()));
            case FLOAT_VALUE -> new BigDecimal(Float.toString(value.getFloatValue()));
            case DOUBLE_VALUE -> BigDecimal.valueOf(value.getDoubleValue());
            case DECIMAL_VALUE -> Decimals.toBigDecimal(value.getDecimalValue());
            default -> new BigDecimal(checked(NUMBER, value.getStringValue()));
        };
    }

    private String text(String value) {
        String literal = "_utf8mb4 x'" + HEX.formatHex(value.getBytes(StandardCharsets.UTF_8)) + '\'';
        if (characterSet.equals("utf8mb4")) {
            return quoted() + " = " + literal;
        }
        // From the index, unlike this, MySQL gives the rows with one of the codes only.
        return AMBIGUOUS.contains(characterSet)
                ? "CONVERT(" + quoted() + " USING utf8mb4) = " + literal + " COLLATE utf8mb4_bin"
                : quoted() + " = CONVERT(" + literal + " USING " + characterSet + ") COLLATE " + collation;
    }

    private String bytes(Column value) {
        return value.getValueCase() == Column.ValueCase.BYTES_VALUE
                ? ValueText.of(value.getBytesValue())
                : checked(DIGITS, value.getStringValue());
    }

    private String moment(Column value) {
        String text = value.getValueCase() == Column.ValueCase.INT_VALUE
                ? ValueText.ofInteger(value.getType(), value.getIntValue())
                : value.getStringValue();
        String literal =
                checked(MOMENT, text.replace("Z", "").replace(' ', 'T')).replace('T', ' ');
        String equal = quoted() + " = '" + literal + '\'';
        // What a key has instead of a zero date.
        return literal.startsWith("1970-01-01") && value.getType() != Type.TIME
                ? "(" + equal + " OR " + quoted() + " = '" + literal.replace("1970-01-01", "0000-00-00") + "')"
                : equal;
    }
}
