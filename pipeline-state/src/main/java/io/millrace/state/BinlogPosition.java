package io.millrace.state;

import java.util.Comparator;

/** A position in the binary log of one server. */
public record BinlogPosition(String file, long offset) implements Comparable<BinlogPosition> {
    /** By length first: the number in the file name gains a digit after binlog.999999. */
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
