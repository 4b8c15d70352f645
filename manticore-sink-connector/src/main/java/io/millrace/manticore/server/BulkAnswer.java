package io.millrace.manticore.server;

/** What Manticore did with the lines of one bulk body. */
public sealed interface BulkAnswer {
    /** Every line was read and committed. */
    record Accepted() implements BulkAnswer {}

    /**
     * Reading stopped at a line. Not proof that the line is bad: a server that is stopping answers the same.
     *
     * @param line from 1
     */
    record RefusedAt(int line, String reason) implements BulkAnswer {}

    /** The server may have taken all, some or none of the lines. */
    record Unclear(String reason) implements BulkAnswer {}
}
