package io.millrace.comparison;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Converts a MySQL value, and the Manticore value that the documentation promises for it, to the same form. */
enum ColumnKind {
    /** Integers, whatever the attribute's type. */
    INTEGER {
        @Override
        Object ofMySql(ResultSet row, int column) throws SQLException {
            BigDecimal value = row.getBigDecimal(column);
            return value == null ? BigDecimal.ZERO : value.setScale(0, RoundingMode.UNNECESSARY);
        }

        @Override
        Object ofManticore(JsonNode value) {
            return new BigDecimal(value.asText("0").isEmpty() ? "0" : value.asText());
        }
    },
    /** FLOAT, DOUBLE, and DECIMAL with a fraction: the nearest float as Manticore prints it. */
    FLOAT {
        @Override
        Object ofMySql(ResultSet row, int column) throws SQLException {
            String value = row.getString(column);
            return printed(value == null ? 0 : new BigDecimal(value).floatValue());
        }

        @Override
        Object ofManticore(JsonNode value) {
            return value.decimalValue().stripTrailingZeros();
        }
    },
    STRING {
        @Override
        Object ofMySql(ResultSet row, int column) throws SQLException {
            return Objects.requireNonNullElse(row.getString(column), "");
        }

        @Override
        Object ofManticore(JsonNode value) {
            return value.asText();
        }
    },
    /** Bytes, which are in the index only as a part of the key, in hexadecimal digits. */
    BINARY {
        @Override
        Object ofMySql(ResultSet row, int column) throws SQLException {
            byte[] bytes = row.getBytes(column);
            return bytes == null ? "" : HexFormat.of().formatHex(bytes);
        }

        @Override
        Object ofManticore(JsonNode value) {
            return value.asText();
        }
    },
    /** DATE, DATETIME and TIMESTAMP: whole seconds; the session's time zone is UTC. */
    SECONDS {
        @Override
        Object ofMySql(ResultSet row, int column) throws SQLException {
            LocalDateTime value = row.getObject(column, LocalDateTime.class);
            return value == null ? 0L : value.toEpochSecond(ZoneOffset.UTC);
        }

        @Override
        Object ofManticore(JsonNode value) {
            return value.asLong();
        }
    },
    JSON {
        @Override
        Object ofMySql(ResultSet row, int column) throws SQLException {
            return tree(row.getString(column));
        }

        @Override
        Object ofManticore(JsonNode value) {
            return tree(value.asText());
        }
    };

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    abstract Object ofMySql(ResultSet row, int column) throws SQLException;

    /** Converts a value from a response of {@code /sql?mode=raw}. */
    abstract Object ofManticore(JsonNode value);

    /** @param type the type as {@code information_schema} names it: {@code bigint}, {@code varchar}, … */
    static ColumnKind of(String type) {
        return switch (type) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "year", "bit" -> INTEGER;
            case "decimal", "double", "float" -> FLOAT;
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext", "enum" -> STRING;
            case "date", "datetime", "timestamp" -> SECONDS;
            case "json" -> JSON;
            case "binary", "varbinary" -> BINARY;
            default -> throw new IllegalArgumentException("The comparison has no rule for the MySQL type " + type);
        };
    }

    /** With six decimals, or with eight where six are another float. */
    private static BigDecimal printed(float value) {
        BigDecimal exact = new BigDecimal(value);
        BigDecimal six = exact.setScale(6, RoundingMode.HALF_EVEN);
        BigDecimal shown = six.floatValue() == value ? six : exact.setScale(8, RoundingMode.HALF_EVEN);
        return shown.stripTrailingZeros();
    }

    private static BigDecimal sixDecimals(BigDecimal value) {
        return value.setScale(6, RoundingMode.HALF_EVEN).stripTrailingZeros();
    }

    private static JsonNode tree(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return JsonNodeFactory.instance.nullNode();
        }
        try {
            return normal(MAPPER.readTree(text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("Not JSON: " + text, e);
        }
    }

    /** Numbers as decimals without trailing zeros: Manticore prints 1.5 as 1.500000. */
    private static JsonNode normal(JsonNode node) {
        if (node.isNumber()) {
            return JsonNodeFactory.instance.numberNode(sixDecimals(node.decimalValue()));
        }
        if (node.isArray()) {
            var array = JsonNodeFactory.instance.arrayNode();
            node.forEach(element -> array.add(normal(element)));
            return array;
        }
        if (node.isObject()) {
            var object = JsonNodeFactory.instance.objectNode();
            node.properties().forEach(field -> object.set(field.getKey(), normal(field.getValue())));
            return object;
        }
        return node;
    }
}
