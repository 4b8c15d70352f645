package io.millrace.sync;

import java.util.Comparator;

/** A place in the binary log of one server. */
record BinlogPosition(String file, long offset) implements Comparable<BinlogPosition> {
    /** The number behind the name gets a digit more when it has to. */
    private static final Comparator<BinlogPosition> ORDER = Comparator.<BinlogPosition>comparingInt(
                    position -> position.file().length())
            .thenComparing(BinlogPosition::file)
            .thenComparingLong(BinlogPosition::offset);

    @Override
    public int compareTo(BinlogPosition other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return file + ":" + offset;
    }
}
