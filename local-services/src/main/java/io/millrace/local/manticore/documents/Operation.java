package io.millrace.local.manticore.documents;

import io.millrace.local.manticore.json.JsonValue;
import java.util.Optional;

/** What can be done to a document. */
public enum Operation {
    INSERT,
    REPLACE,
    UPDATE,
    DELETE;

    /** The operation of that name in a bulk request. */
    public static Optional<Operation> named(JsonValue name) {
        if (name.textEquals("replace") || name.textEquals("index")) {
            return Optional.of(REPLACE);
        }
        if (name.textEquals("insert") || name.textEquals("create")) {
            return Optional.of(INSERT);
        }
        if (name.textEquals("delete")) {
            return Optional.of(DELETE);
        }
        return name.textEquals("update") ? Optional.of(UPDATE) : Optional.empty();
    }
}
