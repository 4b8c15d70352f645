package io.millrace.manticore.rules;

import io.millrace.manticore.document.ManticoreType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads a column's type, written as in CREATE TABLE, with the scale of a bigint and the form of bytes in addition. */
final class TypeParser {
    private static final String KNOWN =
            "text, string, uint, bigint, bigint(<scale>), float, bool, timestamp, json, multi,"
                    + " multi64, float_vector";

    /** 10^19 does not fit a bigint. */
    private static final int LARGEST_SCALE = 18;

    private final MappingTokens tokens;

    TypeParser(MappingTokens tokens) {
        this.tokens = tokens;
    }

    /** A type, and which form of a value it stores. */
    record Typed(ManticoreType type, TableMapping.Form form) {}

    /** Empty where an item ends without a type. */
    Optional<Typed> parse() throws MappingSyntaxException {
        if (tokens.atSign(",") || tokens.atSign(")") || tokens.atEnd()) {
            return Optional.empty();
        }
        String name = tokens.requireName("a type").toLowerCase(Locale.ROOT);
        return Optional.of(
                switch (name) {
                    case "text" -> text();
                    case "string" -> string();
                    case "bigint" -> value(bigint());
                    case "uint" -> value(ManticoreType.UINT);
                    case "float" -> value(ManticoreType.FLOAT);
                    case "bool" -> value(ManticoreType.BOOL);
                    case "timestamp" -> value(ManticoreType.TIMESTAMP);
                    case "json" -> value(ManticoreType.JSON);
                    case "multi" -> value(ManticoreType.MULTI);
                    case "multi64" -> value(ManticoreType.MULTI64);
                    case "float_vector" -> new Typed(vector(tokens.takeOptions()), TableMapping.Form.VALUE);
                    case "int", "integer" ->
                        throw new MappingSyntaxException(
                                "Manticore's " + name + " has no sign; write uint if that is wanted, or bigint");
                    default -> throw new MappingSyntaxException(name + " is none of the types: " + KNOWN);
                });
    }

    private Typed text() throws MappingSyntaxException {
        List<String> flags = flags("indexed", "stored", "base64");
        boolean base64 = flags.remove("base64");
        return typed(ManticoreType.TEXT, String.join(" ", flags), base64);
    }

    private Typed string() throws MappingSyntaxException {
        List<String> flags = flags("attribute", "indexed", "base64");
        ManticoreType type = flags.contains("indexed") ? ManticoreType.INDEXED_STRING : ManticoreType.STRING;
        return typed(type, "", flags.contains("base64"));
    }

    private Typed typed(ManticoreType type, String flags, boolean base64) throws MappingSyntaxException {
        String options = (flags + ' ' + text(tokens.takeOptions())).strip();
        return new Typed(type.with(options), base64 ? TableMapping.Form.BASE64 : TableMapping.Form.VALUE);
    }

    private Typed value(ManticoreType type) throws MappingSyntaxException {
        return typed(type, "", false);
    }

    private List<String> flags(String... possible) {
        List<String> flags = new ArrayList<>();
        for (boolean found = true; found; ) {
            found = false;
            for (String flag : possible) {
                if (tokens.takeWord(flag)) {
                    flags.add(flag);
                    found = true;
                }
            }
        }
        return flags;
    }

    private ManticoreType bigint() throws MappingSyntaxException {
        if (!tokens.takeSign("(")) {
            return ManticoreType.BIGINT;
        }
        String scale = tokens.requireName("a number of digits");
        tokens.requireSign(")", "after the scale");
        return ManticoreType.scaled(number(scale, "the scale of a bigint", 0, LARGEST_SCALE));
    }

    private static ManticoreType vector(Map<String, String> options) throws MappingSyntaxException {
        String dimensions = options.get("knn_dims");
        if (dimensions == null && !options.isEmpty()) {
            throw new MappingSyntaxException("a float_vector with options needs knn_dims='<number of dimensions>'");
        }
        int size = dimensions == null ? 0 : number(dimensions, "knn_dims", 1, Integer.MAX_VALUE);
        return ManticoreType.vector(size).with(text(options));
    }

    private static String text(Map<String, String> options) {
        return options.entrySet().stream()
                .map(option -> option.getKey() + "='" + option.getValue().replace("'", "\\'") + "'")
                .collect(Collectors.joining(" "));
    }

    private static int number(String text, String what, int least, int greatest) throws MappingSyntaxException {
        try {
            int number = Integer.parseInt(text);
            if (number >= least && number <= greatest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // Reported below.
        }
        throw new MappingSyntaxException(what + " is a number from " + least
                + (greatest == Integer.MAX_VALUE ? " on" : " to " + greatest) + ", not " + text);
    }
}
