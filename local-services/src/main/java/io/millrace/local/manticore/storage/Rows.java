package io.millrace.local.manticore.storage;

import java.util.Optional;

/** The rows of a table while it is read. They are numbered from 0 in the order of their arrival, with gaps. */
public final class Rows {
    private final Generation generation;

    Rows(Generation generation) {
        this.generation = generation;
    }

    public Schema schema() {
        return generation.schema();
    }

    public int documents() {
        return generation.documents();
    }

    public long liveBytes() {
        return generation.liveBytes();
    }

    public long logBytes() {
        return generation.logBytes();
    }

    /** One more than the largest number of a row. */
    public int end() {
        return generation.rows();
    }

    public boolean isLive(int number) {
        return generation.isLive(number);
    }

    /** The row of that number, which must be live. */
    public Row byNumber(int number) {
        return generation.row(number);
    }

    public Optional<Row> byId(long id) {
        int number = generation.find(id);
        return number < 0 ? Optional.empty() : Optional.of(generation.row(number));
    }

    public boolean contains(long id) {
        return generation.contains(id);
    }
}
