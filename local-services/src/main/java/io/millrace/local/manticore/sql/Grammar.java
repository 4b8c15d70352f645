package io.millrace.local.manticore.sql;

/** Manticore tries several grammars on a statement; errors begin with the name of the one that got farthest. */
enum Grammar {
    QUERIES("P01", Words.OF_QUERIES, "identifier"),
    REST("P02", Words.OF_QUERIES, "identifier"),
    TABLES("P03", Words.OF_TABLES, "tablename");

    private final String errorPrefix;
    private final Words reserved;
    private final String nameKind;

    Grammar(String errorPrefix, Words reserved, String nameKind) {
        this.errorPrefix = errorPrefix;
        this.reserved = reserved;
        this.nameKind = nameKind;
    }

    String errorPrefix() {
        return errorPrefix;
    }

    boolean reserves(String word) {
        return reserved.contains(word);
    }

    /** What errors call a name. */
    String nameKind() {
        return nameKind;
    }
}
