package io.millrace.manticore.index;

import io.millrace.manticore.document.DocumentKey;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Rows with a hashed document id that were written recently: their documents are known to be theirs, and need not be
 * looked up for another row with the same hash. The least recently used are forgotten.
 */
final class RecentRows {
    private final Map<Document, String> keys;

    RecentRows(int capacity) {
        keys = new LinkedHashMap<>(16, 0.75f, true) {
            @Override
            protected boolean removeEldestEntry(Map.Entry<Document, String> eldest) {
                return size() > capacity;
            }
        };
    }

    private record Document(String table, long id) {}

    void add(String table, DocumentKey key) {
        if (key.hashed()) {
            keys.put(new Document(table, key.id()), key.rowKey());
        }
    }

    boolean owns(String table, DocumentKey key) {
        return key.rowKey().equals(keys.get(new Document(table, key.id())));
    }

    void clear() {
        keys.clear();
    }
}
