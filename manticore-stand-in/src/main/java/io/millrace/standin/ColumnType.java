package io.millrace.standin;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The types of columns, with the names that they have in the several places where a server gives them. */
enum ColumnType {
    TEXT("text", "text", "string"),
    STRING("string", "string", "string"),
    INT("integer", "uint", "long"),
    BIGINT("bigint", "bigint", "long long"),
    FLOAT("float", "float", "float"),
    BOOL("bool", "bool", "bool"),
    TIMESTAMP("timestamp", "timestamp", "long"),
    JSON("json", "json", "json"),
    MULTI("multi", "mva", "multi"),
    MULTI64("multi64", "mva64", "multi"),
    FLOAT_VECTOR("float_vector", "float_vector", "string");

    /** The name in SHOW CREATE TABLE. */
    final String declared;

    /** The name in DESC. */
    final String described;

    /** The name in the head of a SELECT's answer. */
    final String answered;

    ColumnType(String declared, String described, String answered) {
        this.declared = declared;
        this.described = described;
        this.answered = answered;
    }

    /** The type that CREATE TABLE knows by this name. */
    static Optional<ColumnType> declaredAs(String name) {
        String declared = name.toLowerCase(Locale.ROOT).replaceFirst("^u?int$", INT.declared);
        return Arrays.stream(values())
                .filter(type -> type.declared.equals(declared))
                .findFirst();
    }

    /** Whether conditions compare the value as a whole number. */
    boolean isInteger() {
        return this == INT || this == BIGINT || this == BOOL || this == TIMESTAMP;
    }
}
