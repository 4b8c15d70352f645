package io.millrace.manticore.encoding;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import io.millrace.manticore.document.JsonBuffer;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Copies JSON text without its white space (a line break would end the line of a bulk). A whole number beyond 64 bits becomes
 * the nearest double, as in Manticore, and NUL a symbol; whatever else Manticore would change is refused.
 */
final class JsonText {
    private static final int LONGEST_LONG = 18;

    /** Manticore keeps only what precedes a NUL. */
    private static final char NUL_SYMBOL = '\u2400';

    /** {@link JsonLimits} bounds size and depth, with messages that name the column. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Integer.MAX_VALUE)
                    .maxStringLength(Integer.MAX_VALUE)
                    .maxNameLength(Integer.MAX_VALUE)
                    .maxNumberLength(Integer.MAX_VALUE)
                    .build())
            // Names would stay in memory, and each row may bring others.
            .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
            .build();

    private final String text;
    private final JsonBuffer out;
    private final JsonLimits limits;

    JsonText(String text, JsonBuffer out, JsonLimits limits) {
        this.text = text;
        this.out = out;
        this.limits = limits;
    }

    /** Whether the text may be an object or an array; Manticore stores nothing else in a json column. */
    boolean structured() {
        String start = text.stripLeading();
        return start.startsWith("{") || start.startsWith("[");
    }

    /** Whether the text is JSON's null. */
    boolean isNull() {
        return text.strip().equals("null");
    }

    void copy() throws UnfitValueException {
        try (JsonParser parser = JSON.createParser(text)) {
            JsonToken before = null;
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (before != null && depth == 0) {
                    throw invalid(parser.currentTokenLocation().getCharOffset());
                }
                if (needsComma(before, token)) {
                    out.append(',');
                }
                depth += copy(parser, token);
                before = token;
            }
            if (before == null) {
                throw invalid(0);
            }
        } catch (JsonProcessingException e) {
            throw invalid(e.getLocation() == null ? 0 : e.getLocation().getCharOffset());
        } catch (IOException e) {
            throw new IllegalStateException("A text was read", e);
        }
    }

    private static boolean needsComma(@Nullable JsonToken before, JsonToken token) {
        return before != null && before != JsonToken.FIELD_NAME && !before.isStructStart() && !token.isStructEnd();
    }

    /** Returns by how much the token changes the depth. */
    private int copy(JsonParser parser, JsonToken token) throws IOException, UnfitValueException {
        switch (token) {
            case START_OBJECT, START_ARRAY -> {
                limits.enter();
                out.append(token.asString());
                return 1;
            }
            case END_OBJECT, END_ARRAY -> {
                limits.leave();
                out.append(token.asString());
                return -1;
            }
            case FIELD_NAME -> {
                string(parser.currentName());
                out.append(':');
            }
            case VALUE_STRING -> string(parser.getText());
            case VALUE_NUMBER_INT -> append(number(parser.getText()));
            case VALUE_NUMBER_FLOAT -> {
                finite(parser.getText());
                append(parser.getText());
            }
            default -> literal(token.asString());
        }
        return 0;
    }

    private void string(String value) throws UnfitValueException {
        limits.text(withoutNul(value));
        appendText(value, out);
    }

    /** Appends text as a JSON string. */
    static void appendText(String value, JsonBuffer out) throws UnfitValueException {
        try {
            out.string(withoutNul(value));
        } catch (IllegalArgumentException e) {
            throw new UnfitValueException("the JSON has half of a surrogate pair in a text");
        }
    }

    /** The text as Manticore can store it. */
    static String withoutNul(String text) {
        return text.replace('\0', NUL_SYMBOL);
    }

    /** The digits of a whole number; where it does not fit in 64 bits, of the nearest double. */
    static String number(String digits) throws UnfitValueException {
        if (digits.length() > LONGEST_LONG) {
            try {
                Long.parseLong(digits);
            } catch (NumberFormatException e) {
                return Double.toString(finite(digits));
            }
        }
        return digits;
    }

    private static double finite(String number) throws UnfitValueException {
        double nearest = Double.parseDouble(number);
        if (!Double.isFinite(nearest)) {
            throw new UnfitValueException("the JSON has a number that is too large for 64 bits");
        }
        return nearest;
    }

    private void append(String digits) throws UnfitValueException {
        limits.node();
        out.append(digits);
    }

    private void literal(String word) throws UnfitValueException {
        limits.node();
        out.append(word);
    }

    private static UnfitValueException invalid(long at) {
        return new UnfitValueException("the text is not valid JSON at character " + at);
    }
}
