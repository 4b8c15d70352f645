package io.millrace.audit;

/**
 * How far the audit of a table has come, where nothing that it has read differs. An audit that begins there finds what one
 * from the beginning would have found behind it.
 *
 * @param row the last row that was read, as {@link io.millrace.audit.source.SourceRows#position()} has it; empty at the
 *     beginning
 * @param rowsRead whether that was the last row of all, so that only documents are left
 * @param together whether rows and documents are read side by side
 * @param document the id up to which documents were read in order; 0 at the beginning
 * @param rows how many rows were read
 * @param documents how many documents were read
 * @param deadLetters how many of the rows are dead letters
 */
public record WalkPosition(
        String row, boolean rowsRead, boolean together, long document, long rows, long documents, long deadLetters) {
    public static final WalkPosition START = new WalkPosition("", false, true, 0, 0, 0, 0);
}
