package io.millrace.standin;

/**
 * A column of a table.
 *
 * @param indexed whether text or a string can be searched for words
 * @param stored whether text can be read back
 * @param options of a vector, as SHOW CREATE TABLE gives them
 */
record Column(String name, ColumnType type, boolean indexed, boolean stored, String options) {
    /** Whether full-text search knows it: such columns come first, and no table has more than 256. */
    boolean isField() {
        return type == ColumnType.TEXT || type == ColumnType.STRING && indexed;
    }

    /** What the third column of DESC says. */
    String properties() {
        return switch (type) {
            case TEXT -> indexed && stored ? "indexed stored" : indexed ? "indexed" : "stored";
            case STRING -> indexed ? "indexed attribute" : "";
            default -> type == ColumnType.FLOAT_VECTOR && !options.isEmpty() ? "knn" : "";
        };
    }

    /** What follows the name in SHOW CREATE TABLE. */
    String declaration() {
        return switch (type) {
            case TEXT -> "text" + (indexed && stored ? "" : indexed ? " indexed" : " stored");
            case STRING -> indexed ? "string indexed attribute" : "string attribute";
            default -> type.declared + options;
        };
    }

    /** How long a vector must be; 0 for any length. */
    int dimensions() {
        String digits = options.replaceAll(".*knn_dims='(\\d*)'.*", "$1");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }

    /** What a real server would take for this column, and quietly make something else of. */
    RefusedException trap(String trap, String remedy) {
        return RefusedException.trap("column '" + name + "': " + trap, remedy);
    }

    void requireNoNul(String text) throws RefusedException {
        if (text.indexOf('\0') >= 0) {
            throw trap("a NUL cuts off what follows it", "leave it out");
        }
    }
}
