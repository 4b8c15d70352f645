package io.millrace.audit.compare;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Iterator;
import java.util.Map;

/** JSON as Manticore prints what is in a json column: numbers that are not whole are doubles with six decimals. */
final class PrintedJson {
    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(Integer.MAX_VALUE)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private static final int DECIMALS = 6;

    private PrintedJson() {}

    /** Whether a server that has stored the JSON prints it so; for JSON's null it prints nothing, or null. */
    static boolean isPrinted(String json, String printed) {
        if (json.equals(printed)) {
            return true;
        }
        try {
            return isPrinted(JSON.readTree(json), printed.isEmpty() ? JSON.nullNode() : JSON.readTree(printed));
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static boolean isPrinted(JsonNode value, JsonNode printed) {
        if (value.isNumber()) {
            return printed.isNumber() && printed(value).compareTo(printed.decimalValue()) == 0;
        }
        if (value.size() != printed.size() || value.getNodeType() != printed.getNodeType()) {
            return false;
        }
        if (value.isObject()) {
            for (Map.Entry<String, JsonNode> member : value.properties()) {
                JsonNode other = printed.get(member.getKey());
                if (other == null || !isPrinted(member.getValue(), other)) {
                    return false;
                }
            }
            return true;
        }
        if (value.isArray()) {
            Iterator<JsonNode> others = printed.iterator();
            for (JsonNode element : value) {
                if (!isPrinted(element, others.next())) {
                    return false;
                }
            }
            return true;
        }
        return value.equals(printed);
    }

    private static BigDecimal printed(JsonNode number) {
        boolean exact = number.isIntegralNumber() && number.canConvertToLong();
        return exact
                ? number.decimalValue()
                : new BigDecimal(number.doubleValue()).setScale(DECIMALS, RoundingMode.HALF_EVEN);
    }
}
