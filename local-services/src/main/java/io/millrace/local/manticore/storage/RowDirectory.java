package io.millrace.local.manticore.storage;

import java.util.Arrays;

/**
 * Which rows there are, in the order of their arrival, and where each is kept. Rows are numbered; a hash table from id
 * to number takes 8 bytes a row, the rest 16.
 */
final class RowDirectory {
    private static final long GONE = -1;
    private static final int EMPTY = -1;
    private static final int SMALLEST = 1024;

    private long[] ids = new long[SMALLEST / 2];
    private long[] places = new long[SMALLEST / 2];
    private int[] table = emptyTable(SMALLEST);
    private int count;
    private int live;

    /** One more than the number of the newest row. */
    int end() {
        return count;
    }

    /** How many rows there are. */
    int live() {
        return live;
    }

    /** The number of the row of that id, or -1. */
    int find(long id) {
        return table[slotOf(id)];
    }

    boolean isLive(int row) {
        return places[row] != GONE;
    }

    long place(int row) {
        return places[row];
    }

    void move(int row, long place) {
        places[row] = place;
    }

    /** Appends a row; its id must not be there. */
    void add(long id, long place) {
        if (count == ids.length) {
            resize(count * 2);
        }
        ids[count] = id;
        places[count] = place;
        table[slotOf(id)] = count++;
        live++;
    }

    void remove(int row) {
        places[row] = GONE;
        live--;
        closeGap(slotOf(ids[row]));
    }

    /** Forgets removed rows when there are many of them. Numbers of rows change. */
    void tidy() {
        if (count - live <= Math.max(SMALLEST, live)) {
            return;
        }
        int kept = 0;
        for (int row = 0; row < count; row++) {
            if (places[row] != GONE) {
                ids[kept] = ids[row];
                places[kept++] = places[row];
            }
        }
        count = kept;
        resize(Math.max(SMALLEST / 2, kept * 2));
    }

    private void resize(int capacity) {
        ids = Arrays.copyOf(ids, capacity);
        places = Arrays.copyOf(places, capacity);
        table = emptyTable(Integer.highestOneBit(capacity) * 4);
        for (int row = 0; row < count; row++) {
            if (places[row] != GONE) {
                table[slotOf(ids[row])] = row;
            }
        }
    }

    private static int[] emptyTable(int size) {
        int[] table = new int[size];
        Arrays.fill(table, EMPTY);
        return table;
    }

    /** Where the id is in the hash table, or where it would go. */
    private int slotOf(long id) {
        int slot = home(id);
        while (table[slot] != EMPTY && ids[table[slot]] != id) {
            slot = slot + 1 & table.length - 1;
        }
        return slot;
    }

    private int home(long id) {
        long mixed = id * 0x9E37_79B9_7F4A_7C15L;
        return (int) (mixed >>> 32) & table.length - 1;
    }

    /** Linear probing finds an id only if no slot between its home and it is empty. */
    private void closeGap(int removed) {
        int gap = removed;
        int mask = table.length - 1;
        for (int slot = gap + 1 & mask; table[slot] != EMPTY; slot = slot + 1 & mask) {
            int home = home(ids[table[slot]]);
            if ((slot - home & mask) >= (slot - gap & mask)) {
                table[gap] = table[slot];
                gap = slot;
            }
        }
        table[gap] = EMPTY;
    }
}
