package io.millrace.audit;

import java.util.Arrays;

/** Document ids, up to a number of them; further ones are not kept. */
final class IdSet {
    private static final int MOST = 1 << 20;
    private static final int FIRST = 1 << 12;

    /** By the hash of the id; 0, which is no document's id, where there is none. */
    private long[] slots = new long[FIRST];

    private int size;

    void add(long id) {
        if (size < MOST && put(slots, id)) {
            size++;
            if (size > slots.length / 2) {
                grow();
            }
        }
    }

    boolean contains(long id) {
        int slot = slot(slots, id);
        while (slots[slot] != 0 && slots[slot] != id) {
            slot = slot + 1 & slots.length - 1;
        }
        return slots[slot] != 0;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        Arrays.stream(slots).filter(id -> id != 0).forEach(id -> put(larger, id));
        slots = larger;
    }

    private static boolean put(long[] slots, long id) {
        int slot = slot(slots, id);
        while (slots[slot] != 0) {
            if (slots[slot] == id) {
                return false;
            }
            slot = slot + 1 & slots.length - 1;
        }
        slots[slot] = id;
        return true;
    }

    private static int slot(long[] slots, long id) {
        return Long.hashCode(id * 0x9e3779b97f4a7c15L) & slots.length - 1;
    }
}
