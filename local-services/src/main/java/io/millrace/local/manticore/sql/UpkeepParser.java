package io.millrace.local.manticore.sql;

/** TRUNCATE, FLUSH and OPTIMIZE. */
final class UpkeepParser {
    private final Tokens tokens;

    UpkeepParser(Tokens tokens) {
        this.tokens = tokens;
    }

    Statement statement() throws SqlException {
        if (tokens.takeWord("truncate")) {
            table();
            return new TruncateTable(tokens.name());
        }
        if (tokens.takeWord("optimize")) {
            table();
            Statement optimize = new Upkeep(tokens.name(), "OPTIMIZE TABLE requires an existing RT table");
            skipOptions();
            return optimize;
        }
        tokens.expectWord("flush");
        if (tokens.takeWord("attributes") || tokens.takeWord("logs") || tokens.takeWord("hostnames")) {
            return database -> new Done(0);
        }
        if (tokens.takeWord("ramchunk")) {
            return new Upkeep(tokens.name(), "FLUSH RAMCHUNK requires an existing RT table");
        }
        table();
        return new Upkeep(tokens.name(), "FLUSH RTINDEX requires an existing RT table");
    }

    private void table() throws SqlException {
        if (!tokens.takeWord("rtindex")) {
            tokens.expectWord("table");
        }
    }

    private void skipOptions() {
        if (tokens.takeWord("option")) {
            while (!tokens.atEnd()) {
                tokens.take();
            }
        }
    }
}
