package io.millrace.bridge.encode;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;

/**
 * Caches a value that is computed once per schema. It is found by the schema object, which most converters reuse, and
 * otherwise by the schema's content, for converters that create a new object for every record.
 */
final class SchemaCache<W> {
    /** Keeps a source of ever new schemas from filling the memory. */
    private static final int KEPT = 4096;

    private final Function<Schema, W> create;
    private final Map<Schema, W> byObject = new IdentityHashMap<>();
    private final Map<Schema, W> byContent = new HashMap<>();

    SchemaCache(Function<Schema, W> create) {
        this.create = create;
    }

    W of(Schema schema) {
        W known = byObject.get(schema);
        return known == null ? ofContent(schema) : known;
    }

    private W ofContent(Schema schema) {
        if (byObject.size() >= KEPT) {
            byObject.clear();
        }
        if (byContent.size() >= KEPT) {
            byContent.clear();
        }
        W found = byContent.computeIfAbsent(schema, create);
        byObject.put(schema, found);
        return found;
    }
}
