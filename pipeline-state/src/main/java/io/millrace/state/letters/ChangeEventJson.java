package io.millrace.state.letters;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Column;
import io.millrace.event.Row;
import io.millrace.event.Source;
import io.millrace.event.SourceTexts;
import io.millrace.event.ValueText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** Shows an event as JSON, with the names and values of its columns. It is for people: values lose their types. */
public final class ChangeEventJson {
    private static final JsonNodeFactory NODES = new ObjectMapper().getNodeFactory();

    private final int most;

    /** @param most how many characters of a value to show */
    public ChangeEventJson(int most) {
        this.most = most;
    }

    public ObjectNode of(ChangeEvent event) {
        Source source = event.getSource();
        ObjectNode json = NODES.objectNode();
        json.put("id", Long.toUnsignedString(event.getId()));
        json.put("operation", event.getOperation().name());
        json.put("source", source.getName());
        json.put("database", source.getDatabase());
        json.put("table", source.getTable());
        json.put(
                "committed",
                Instant.EPOCH.plus(source.getCommitTimeUs(), ChronoUnit.MICROS).toString());
        if (source.hasMysql()) {
            json.put(
                    "binlog",
                    SourceTexts.file(source.getMysql())
                            + ':'
                            + source.getMysql().getPosition());
        }
        json.set("key", row(event.getKey()));
        if (event.hasBefore()) {
            json.set("before", row(event.getBefore()));
        }
        if (event.hasAfter()) {
            json.set("after", row(event.getAfter()));
        }
        event.getLeftOutList().forEach(column -> json.withArray("left_out").add(column.getName()));
        return json;
    }

    private ObjectNode row(Row row) {
        ObjectNode json = NODES.objectNode();
        row.getColumnsList().forEach(column -> json.set(column.getName(), value(column)));
        return json;
    }

    private JsonNode value(Column column) {
        return switch (column.getValueCase()) {
            case BOOL_VALUE -> NODES.booleanNode(column.getBoolValue());
            case INT_VALUE -> integer(column);
            case UINT_VALUE -> NODES.numberNode(new BigInteger(Long.toUnsignedString(column.getUintValue())));
            case FLOAT_VALUE -> NODES.numberNode(column.getFloatValue());
            case DOUBLE_VALUE -> NODES.numberNode(column.getDoubleValue());
            case DECIMAL_VALUE ->
                NODES.numberNode(new BigDecimal(
                        new BigInteger(column.getDecimalValue().getUnscaled().toByteArray()),
                        column.getDecimalValue().getScale()));
            case STRING_VALUE -> text(column.getStringValue());
            case BYTES_VALUE -> text("0x" + ValueText.of(column.getBytesValue()));
            case GEOMETRY_VALUE ->
                text("0x" + ValueText.of(column.getGeometryValue().getWkb()));
            case VECTOR_VALUE -> {
                ArrayNode vector = NODES.arrayNode();
                column.getVectorValue().getValuesList().forEach(vector::add);
                yield vector;
            }
            case LIST_VALUE -> list(column.getListValue().getElementsList());
            case MAP_VALUE -> {
                ArrayNode map = NODES.arrayNode();
                column.getMapValue()
                        .getEntriesList()
                        .forEach(entry -> map.add(list(List.of(entry.getKey(), entry.getValue()))));
                yield map;
            }
            case STRUCT_VALUE -> row(column.getStructValue());
            case DURATION_VALUE -> NODES.textNode(ValueText.of(column.getDurationValue()));
            case VALUE_NOT_SET -> NODES.nullNode();
        };
    }

    private ArrayNode list(List<Column> columns) {
        ArrayNode list = NODES.arrayNode();
        columns.forEach(column -> list.add(value(column)));
        return list;
    }

    private static JsonNode integer(Column column) {
        String text = ValueText.ofInteger(column.getType(), column.getIntValue());
        return text.equals(Long.toString(column.getIntValue()))
                ? NODES.numberNode(column.getIntValue())
                : NODES.textNode(text);
    }

    private JsonNode text(String text) {
        return NODES.textNode(
                text.length() <= most ? text : text.substring(0, most) + "… (" + text.length() + " characters)");
    }
}
