package io.millrace.local.manticore.json;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A value within a parsed text; valid until the {@link Json} that made it parses again. */
public record JsonValue(Json json, int node) {

    public JsonKind kind() {
        return json.kind(node);
    }

    public boolean isObject() {
        return kind() == JsonKind.OBJECT;
    }

    public boolean isArray() {
        return kind() == JsonKind.ARRAY;
    }

    public boolean isString() {
        return kind() == JsonKind.STRING;
    }

    public boolean isNumber() {
        return kind() == JsonKind.NUMBER;
    }

    public boolean isNull() {
        return kind() == JsonKind.NULL;
    }

    /** Whether it is a number written as an integer that 64 bits hold, signed or unsigned. */
    public boolean isInteger() {
        return isNumber() && JsonNumber.isInteger(json.text(), json.start(node), json.end(node));
    }

    /** Whether it is a number with a minus sign. */
    public boolean isNegative() {
        return isNumber() && json.text()[json.start(node)] == '-';
    }

    /** The value of an integer; from 2^63 on, its two's complement. */
    public long asLong() {
        return JsonNumber.toLong(json.text(), json.start(node), json.end(node));
    }

    public double asDouble() {
        return JsonNumber.toDouble(json.text(), json.start(node), json.end(node));
    }

    /** The bytes of a string, escapes resolved, or the source of any other value. */
    public byte[] asBytes() {
        byte[] text = json.text();
        int start = json.start(node);
        int end = json.end(node);
        return json.escaped(node)
                ? JsonText.unescape(text, start, end)
                : java.util.Arrays.copyOfRange(text, start, end);
    }

    public String asText() {
        return new String(asBytes(), StandardCharsets.UTF_8);
    }

    public boolean textEquals(String ascii) {
        int start = json.start(node);
        if (json.escaped(node)) {
            return asText().equals(ascii);
        }
        if (json.end(node) - start != ascii.length()) {
            return false;
        }
        byte[] text = json.text();
        for (int i = 0; i < ascii.length(); i++) {
            if (text[start + i] != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** The first member of that name of an object. */
    public Optional<JsonValue> member(String name) {
        if (isObject()) {
            for (Members members = members(); members.next(); ) {
                if (members.key().textEquals(name)) {
                    return Optional.of(members.value());
                }
            }
        }
        return Optional.empty();
    }

    /** The members of an object in their order. */
    public Members members() {
        return new Members(json, node);
    }

    /** The elements of an array in their order. */
    public Elements elements() {
        return new Elements(json, node);
    }

    /** A walk over the members of an object. */
    public static final class Members {
        private final Json json;
        private final int end;
        private int key;
        private int following;

        private Members(Json json, int object) {
            this.json = json;
            this.following = object + 1;
            this.end = json.next(object);
        }

        public boolean next() {
            if (following >= end) {
                return false;
            }
            key = following;
            following = json.next(json.next(key));
            return true;
        }

        public JsonValue key() {
            return new JsonValue(json, key);
        }

        public JsonValue value() {
            return new JsonValue(json, json.next(key));
        }
    }

    /** A walk over the elements of an array. */
    public static final class Elements {
        private final Json json;
        private final int end;
        private int current;
        private int following;

        private Elements(Json json, int array) {
            this.json = json;
            this.following = array + 1;
            this.end = json.next(array);
        }

        public boolean next() {
            if (following >= end) {
                return false;
            }
            current = following;
            following = json.next(current);
            return true;
        }

        public JsonValue value() {
            return new JsonValue(json, current);
        }
    }
}
