package io.millrace.local.manticore.sql;

import io.millrace.local.manticore.storage.Column;
import io.millrace.local.manticore.storage.ColumnType;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A column's name, type and options in CREATE and ALTER TABLE. */
final class ColumnParser {
    private enum Flag {
        INDEXED,
        STORED,
        ATTRIBUTE
    }

    private static final Set<String> OPTIONS = Set.of(
            "engine",
            "fast_fetch",
            "hash",
            "hnsw_ef_construction",
            "hnsw_m",
            "hnsw_similarity",
            "knn_dims",
            "knn_type",
            "quantization",
            "secondary_index");

    private final Tokens tokens;

    ColumnParser(Tokens tokens) {
        this.tokens = tokens;
    }

    Column declaration() throws SqlException {
        String name = tokens.name();
        Token typeToken = tokens.peek();
        Optional<ColumnType> type = ColumnType.declaredAs(typeToken.text());
        if (type.isEmpty()) {
            throw unknownType(name, typeToken);
        }
        tokens.take();
        Set<Flag> flags = flags();
        String options = options();
        return switch (type.get()) {
            case TEXT -> textual(name, flags.isEmpty() ? EnumSet.of(Flag.INDEXED, Flag.STORED) : flags);
            case STRING -> textual(name, flags.isEmpty() ? EnumSet.of(Flag.ATTRIBUTE) : flags);
            case INT, BIGINT, FLOAT, BOOL, TIMESTAMP, JSON, MULTI, MULTI64, FLOAT_VECTOR ->
                plain(name, type.get(), flags, options);
        };
    }

    private SqlException unknownType(String name, Token type) {
        boolean couldBeType = type.kind() == Token.Kind.WORD && !Grammar.TABLES.reserves(type.text());
        if (!couldBeType) {
            return tokens.error("expected 'id', got '" + name + "'");
        }
        tokens.take();
        return tokens.error("unknown column type '" + type.text().toLowerCase(Locale.ROOT) + "'");
    }

    /** Text and string are the same type with different flags for a default. */
    private Column textual(String name, Set<Flag> flags) throws SqlException {
        boolean indexed = flags.contains(Flag.INDEXED);
        if (!flags.contains(Flag.ATTRIBUTE)) {
            return new Column(name, ColumnType.TEXT, indexed, flags.contains(Flag.STORED), "");
        }
        if (flags.contains(Flag.STORED)) {
            throw tokens.error("unable to create a stored attribute '" + name + "'");
        }
        return new Column(name, ColumnType.STRING, indexed, true, "");
    }

    private Column plain(String name, ColumnType type, Set<Flag> flags, String options) throws SqlException {
        if (!flags.isEmpty()) {
            throw tokens.error(
                    "options 'attribute', 'stored', 'indexed' are not applicable to non-string column '" + name + "'");
        }
        return new Column(name, type, false, true, options);
    }

    private Set<Flag> flags() {
        Set<Flag> flags = EnumSet.noneOf(Flag.class);
        while (true) {
            if (tokens.takeWord("indexed")) {
                flags.add(Flag.INDEXED);
            } else if (tokens.takeWord("stored")) {
                flags.add(Flag.STORED);
            } else if (tokens.takeWord("attribute")) {
                flags.add(Flag.ATTRIBUTE);
            } else {
                return flags;
            }
        }
    }

    /** Options of vectors as SHOW CREATE TABLE gives them; those of columnar storage have no meaning here. */
    private String options() throws SqlException {
        Map<String, String> given = new TreeMap<>();
        while (OPTIONS.contains(tokens.peek().text().toLowerCase(Locale.ROOT))) {
            String name = tokens.take().text().toLowerCase(Locale.ROOT);
            tokens.expectSymbol("=");
            given.put(name, tokens.string());
        }
        if (!given.containsKey("knn_type")) {
            return "";
        }
        return "knn_type='%s' knn_dims='%s' hnsw_similarity='%s'"
                .formatted(
                        given.get("knn_type"),
                        given.getOrDefault("knn_dims", ""),
                        given.getOrDefault("hnsw_similarity", "").toUpperCase(Locale.ROOT));
    }
}
