package io.millrace.bridge.encode;

import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.kafka.connect.data.Schema;

/**
 * What is worked out once per schema. It is found by the schema object, which converters hand out again and again, and
 * else by its content, for those that make a new one for every record.
 */
final class SchemaCache<W> {
    /** So that a source of ever new schemas does not fill the memory. */
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
