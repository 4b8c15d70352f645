package io.millrace.manticore.mapping;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.CodedInputStream;
import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Column.ValueCase;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.RowChange;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * What the document of an event must be, worked out from the parsed event without the connector's own mapping: nothing that a
 * real server would quietly change, and for usual columns the value that docs/mapping.md names.
 */
final class ExpectedDocument {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final BigInteger LARGEST = BigInteger.valueOf(Long.MAX_VALUE);
    private static final BigInteger SMALLEST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final long UINT = 1L << 32;
    private static final int DEEPEST = 64;
    private static final Pattern PLAIN_NAME = Pattern.compile("[a-z][a-z0-9_]*");
    private static final Set<String> OWN = Set.of("id", "event_id", "row_key");
    private static final long DAY = 86_400;
    private static final long SECOND = 1_000_000;

    private final List<String> faults = new ArrayList<>();

    private ExpectedDocument() {}

    /** What is wrong with a document; empty if nothing is. */
    static List<String> faults(byte[] data, RowChange.Replace change) throws IOException {
        ExpectedDocument expected = new ExpectedDocument();
        expected.check(parsed(data), change);
        return expected.faults;
    }

    /** Nothing of a document depends on where its event was in the binlog, so that may be damaged. */
    private static ChangeEvent parsed(byte[] data) throws IOException {
        ChangeEvent.Builder event = ChangeEvent.newBuilder();
        CodedInputStream in = CodedInputStream.newInstance(data);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int from = in.getTotalBytesRead() - CodedOutputStream.computeUInt32SizeNoTag(tag);
            in.skipField(tag);
            if (WireFormat.getTagFieldNumber(tag) != ChangeEvent.SOURCE_FIELD_NUMBER) {
                event.mergeFrom(data, from, in.getTotalBytesRead() - from);
            }
        }
        return event.build();
    }

    private void check(ChangeEvent event, RowChange.Replace change) throws IOException {
        String line = new String(change.line(), StandardCharsets.UTF_8);
        if (line.indexOf('\n') != line.length() - 1) {
            faults.add("no single line: " + line);
        }
        JsonNode replace = JSON.readTree(line).path("replace");
        JsonNode document = replace.path("doc");
        equal("id", change.key().id(), replace.path("id").asLong());
        require(change.key().id() > 0, "id", replace.path("id"));
        equal("event_id", event.getId(), document.path("event_id").asLong());
        if (event.getKey().getColumnsCount() == 1) {
            number(event.getKey().getColumns(0))
                    .filter(number -> number > 0)
                    .ifPresent(number -> equal("id", number, replace.path("id").asLong()));
        }
        document.properties().forEach(column -> {
            ManticoreType type = change.schema().columns().get(column.getKey());
            if (type == null) {
                faults.add("column " + column.getKey() + " is not in the table");
            } else {
                checkFits(column.getKey(), type, column.getValue());
            }
        });
        checkValues(event.getAfter().getColumnsList(), change.schema().columns(), document);
    }

    private static Optional<Long> number(Column column) {
        return switch (column.getType()) {
            case INT8, INT16, INT32, INT64 ->
                column.hasIntValue() ? Optional.of(column.getIntValue()) : Optional.empty();
            default -> Optional.empty();
        };
    }

    /** Whether Manticore keeps the value as it is. */
    private void checkFits(String name, ManticoreType type, JsonNode value) {
        switch (type.kind()) {
            case BIGINT -> require(value.isIntegralNumber() && value.canConvertToLong(), name, value);
            case UINT, TIMESTAMP ->
                require(
                        value.isIntegralNumber()
                                && value.canConvertToLong()
                                && value.asLong() >= 0
                                && value.asLong() < UINT,
                        name,
                        value);
            case BOOL -> require(value.isBoolean() || value.isIntegralNumber(), name, value);
            case FLOAT -> require(value.isNumber() && Float.isFinite(value.floatValue()), name, value);
            case TEXT, STRING, INDEXED_STRING ->
                require(value.isTextual() && value.asText().indexOf('\0') < 0, name, value);
            case JSON -> require(value.isNull() || value.isContainerNode() && depth(value) <= DEEPEST, name, value);
            case FLOAT_VECTOR -> {
                require(value.isArray() && (value.isEmpty() || value.size() == type.size()), name, value);
                value.forEach(each -> require(each.isNumber() && Float.isFinite(each.floatValue()), name, value));
            }
            default -> faults.add("column " + name + " has the type " + type);
        }
    }

    private static int depth(JsonNode value) {
        int deepest = 0;
        for (JsonNode each : value) {
            deepest = Math.max(deepest, depth(each));
        }
        return value.isContainerNode() ? deepest + 1 : deepest;
    }

    /** Of the columns whose names are the same in Manticore. */
    private void checkValues(List<Column> row, Map<String, ManticoreType> schema, JsonNode document) {
        Set<String> seen = new HashSet<>();
        for (Column column : row) {
            String name = column.getName();
            if (!PLAIN_NAME.matcher(name).matches() || OWN.contains(name) || !schema.containsKey(name)) {
                continue;
            }
            if (!seen.add(name)) {
                faults.add("the row has column " + name + " twice");
            }
            JsonNode value = document.path(name);
            switch (schema.get(name).kind()) {
                case BIGINT, UINT ->
                    integer(column)
                            .ifPresent(expected -> equal(
                                    name, expected, value.bigIntegerValue().longValue()));
                case FLOAT -> fraction(column).ifPresent(expected -> equal(name, expected, value.floatValue() + 0f));
                case TEXT, STRING, INDEXED_STRING ->
                    text(column).ifPresent(expected -> equal(name, expected, value.asText()));
                default -> {
                    // Its form is checked above.
                }
            }
        }
    }

    private static Optional<Long> integer(Column column) {
        return switch (column.getType()) {
            case INT8, INT16, INT32, INT64 -> of(column, ValueCase.INT_VALUE, column.getIntValue());
            case UINT8, UINT16, UINT32, YEAR -> of(column, ValueCase.UINT_VALUE, column.getUintValue());
            case UINT64 ->
                of(column, ValueCase.UINT_VALUE, column.getUintValue() < 0 ? Long.MAX_VALUE : column.getUintValue());
            case BITS -> of(column, ValueCase.UINT_VALUE, column.getUintValue());
            case DATE -> of(column, ValueCase.INT_VALUE, column.getIntValue() * DAY);
            case DATETIME, TIMESTAMP -> of(column, ValueCase.INT_VALUE, Math.floorDiv(column.getIntValue(), SECOND));
            case DECIMAL ->
                of(column, ValueCase.DECIMAL_VALUE, whole(column))
                        .filter(number -> column.getDecimalValue().getScale() == 0);
            default -> Optional.empty();
        };
    }

    /** @param value for a column that has a value of that kind */
    private static <T> Optional<T> of(Column column, ValueCase kind, T value) {
        return column.getValueCase() == kind ? Optional.of(value) : Optional.empty();
    }

    private static long whole(Column column) {
        byte[] digits = column.getDecimalValue().getUnscaled().toByteArray();
        BigInteger number = digits.length == 0 ? BigInteger.ZERO : new BigInteger(digits);
        return number.min(LARGEST).max(SMALLEST).longValue();
    }

    private static Optional<Float> fraction(Column column) {
        Optional<Double> value = switch (column.getType()) {
            case FLOAT -> of(column, ValueCase.FLOAT_VALUE, (double) column.getFloatValue());
            case DOUBLE -> of(column, ValueCase.DOUBLE_VALUE, column.getDoubleValue());
            case DECIMAL ->
                column.hasDecimalValue()
                                && column.getDecimalValue().getUnscaled().size() > 0
                                && Math.abs(column.getDecimalValue().getScale()) < 100
                        ? Optional.of(new BigDecimal(
                                        new BigInteger(column.getDecimalValue()
                                                .getUnscaled()
                                                .toByteArray()),
                                        column.getDecimalValue().getScale())
                                .doubleValue())
                        : Optional.empty();
            default -> Optional.empty();
        };
        return value.map(ExpectedDocument::nearest);
    }

    /** Of what a float cannot be, the nearest that it can; a NaN is 0. */
    private static float nearest(double value) {
        if (Double.isNaN(value)) {
            return 0;
        }
        float nearest = (float) value;
        return Float.isInfinite(nearest) ? Math.copySign(Float.MAX_VALUE, nearest) : nearest + 0f;
    }

    private static Optional<String> text(Column column) {
        return switch (column.getType()) {
            case STRING, TEXT, ENUM ->
                of(column, ValueCase.STRING_VALUE, column.getStringValue().replace('\0', '\u2400'));
            default -> Optional.empty();
        };
    }

    private void equal(String what, Object expected, Object found) {
        if (!expected.equals(found)) {
            faults.add(what + " is " + found + " and not " + expected);
        }
    }

    private void require(boolean holds, String column, JsonNode value) {
        if (!holds) {
            String text = value.toString();
            faults.add("column " + column + " does not keep " + text.substring(0, Math.min(200, text.length())));
        }
    }
}
