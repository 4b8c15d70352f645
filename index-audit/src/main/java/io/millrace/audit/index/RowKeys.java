package io.millrace.audit.index;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.ByteString;
import io.millrace.event.CanonicalKey;
import io.millrace.event.Column;
import io.millrace.event.Decimals;
import io.millrace.event.Row;
import io.millrace.event.Type;
import io.millrace.nats.KeyColumn;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds the keys of rows in their documents: the reverse of {@link CanonicalKey}. */
public final class RowKeys {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Pattern TIME = Pattern.compile("(-?)(\\d+):(\\d\\d):(\\d\\d)(?:\\.(\\d{6}))?");
    private static final long MICROS_PER_SECOND = 1_000_000;

    private final List<Column> columns;

    private RowKeys(List<Column> columns) {
        this.columns = columns;
    }

    /** Of a table with such a key. */
    public static RowKeys like(Row key) {
        return new RowKeys(key.getColumnsList());
    }

    /** Of a table of which the registry knows the names and kinds of the key's columns. */
    public static RowKeys of(List<KeyColumn> columns) {
        return new RowKeys(columns.stream().map(RowKeys::column).toList());
    }

    private static Column column(KeyColumn column) {
        Type type = switch (column.getKind()) {
            case "number" -> Type.INT64;
            case "text" -> Type.STRING;
            default -> Type.valueOf(column.getKind().toUpperCase(Locale.ROOT));
        };
        return Column.newBuilder().setName(column.getName()).setType(type).build();
    }

    /** The key of a document's row; empty if no row of the table has one that leads to this document. */
    public Optional<Row> of(IndexDocument document) {
        return parse(document.rowKey().isEmpty() ? "[" + document.id() + "]" : document.rowKey());
    }

    private Optional<Row> parse(String text) {
        try {
            JsonNode values = JSON.readTree(text);
            if (!values.isArray() || values.size() != columns.size() || columns.isEmpty()) {
                return Optional.empty();
            }
            Row.Builder key = Row.newBuilder();
            for (int i = 0; i < columns.size(); i++) {
                key.addColumns(value(columns.get(i), values.get(i)));
            }
            return Optional.of(key.build()).filter(row -> CanonicalKey.text(row).equals(text));
        } catch (JsonProcessingException | IllegalArgumentException | java.time.DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Column value(Column like, JsonNode value) {
        Column.Builder column = Column.newBuilder().setName(like.getName()).setType(like.getType());
        if (value.isNumber() && isNumber(like.getType())) {
            return number(column, value.decimalValue()).build();
        }
        if (!value.isTextual() || isNumber(like.getType())) {
            throw new IllegalArgumentException("No key of the table has such a value");
        }
        String text = value.textValue();
        return switch (like.getType()) {
            case BYTES ->
                column.setBytesValue(ByteString.copyFrom(HexFormat.of().parseHex(text)))
                        .build();
            case DATE -> column.setIntValue(LocalDate.parse(text).toEpochDay()).build();
            case TIME -> column.setIntValue(time(text)).build();
            case TIME_OF_DAY ->
                column.setIntValue(LocalTime.parse(text).toNanoOfDay()).build();
            case DATETIME ->
                column.setIntValue(micros(
                                LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC)))
                        .build();
            case TIMESTAMP -> column.setIntValue(micros(Instant.parse(text))).build();
            default -> column.setStringValue(text).build();
        };
    }

    private static boolean isNumber(Type type) {
        return switch (type) {
            case BOOL, INT8, INT16, INT32, INT64, UINT8, UINT16, UINT32, UINT64, FLOAT, DOUBLE, DECIMAL, BITS, YEAR ->
                true;
            default -> false;
        };
    }

    /** With the type of the column where it is a usual one for the number. */
    private static Column.Builder number(Column.Builder column, BigDecimal number) {
        boolean whole = number.stripTrailingZeros().scale() <= 0;
        BigInteger integer = whole ? number.toBigInteger() : BigInteger.ZERO;
        if (whole && integer.bitLength() < Long.SIZE) {
            return switch (column.getType()) {
                case UINT8, UINT16, UINT32, UINT64 -> column.setUintValue(integer.longValue());
                case INT8, INT16, INT32 -> column.setIntValue(integer.longValue());
                default -> column.setType(Type.INT64).setIntValue(integer.longValue());
            };
        }
        if (whole && integer.signum() > 0 && integer.bitLength() == Long.SIZE) {
            return column.setType(Type.UINT64).setUintValue(integer.longValue());
        }
        return column.setType(Type.DECIMAL).setDecimalValue(Decimals.of(number));
    }

    private static long time(String text) {
        Matcher parts = TIME.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException(text + " is no time");
        }
        long seconds = Long.parseLong(parts.group(2)) * 3600
                + Long.parseLong(parts.group(3)) * 60
                + Long.parseLong(parts.group(4));
        String fraction = parts.group(5);
        long micros = seconds * MICROS_PER_SECOND + (fraction == null ? 0 : Long.parseLong(fraction));
        return parts.group(1).isEmpty() ? micros : -micros;
    }

    private static long micros(Instant instant) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
    }
}
