package io.millrace.audit;

/**
 * A column whose value in the index is another one than the sink writes for the row.
 *
 * @param column its name in Manticore
 * @param expected the value that the sink makes of the row, as JSON
 * @param found the value as the server answers it: lists, vectors and JSON as text
 */
public record ColumnDifference(String column, String expected, String found) {}
