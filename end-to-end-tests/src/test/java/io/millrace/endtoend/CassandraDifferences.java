package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.event.CanonicalKey;
import io.millrace.event.Snowflake;
import io.millrace.event.SourceTable;
import io.millrace.local.ManticoreHttp;
import io.millrace.publisher.ChangeEventPublisher;
import io.millrace.state.applied.AppliedStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Plants differences between the tables of {@link Library} and their index, and knows which these are. */
final class CassandraDifferences {
    /** Rows of each table that are the same on both sides at first. */
    private static final int ROWS = 6;

    private static final String BOOKS = "books";
    private static final Pattern TABLE = Pattern.compile("^" + Library.KEYSPACE + "\\.(\\w+) ");
    private static final Pattern DIFFERENCE = Pattern.compile("^  (missing|extra|different) +(.+?)(: .*)?$");

    private final Library library;
    private final List<String> tables;
    private final ManticoreHttp manticore;
    private final int before;
    private final Set<String> planted = new TreeSet<>();

    /**
     * @param tables in which to plant, {@code books} among them
     * @param before the rows that are planted are behind this number, and nobody else changes these
     */
    CassandraDifferences(Library library, List<String> tables, ManticoreHttp manticore, int before) {
        this.library = library;
        this.tables = tables;
        this.manticore = manticore;
        this.before = before;
    }

    /** As {@code missing books 7}. */
    Set<String> planted() {
        return planted;
    }

    void plant(ChangeEventPublisher publisher, AppliedStream applied) throws Exception {
        for (String table : tables) {
            for (int row = 1; row <= ROWS; row++) {
                library.write(table, before + row, row);
                library.publish(publisher, table, before + row, row);
            }
        }
        publisher.flush(Duration.ofMinutes(1));
        // The sink writes rows again that vanish before it has acknowledged them.
        for (String table : tables) {
            applied.await(new SourceTable("library", Library.KEYSPACE, table));
        }
        for (String table : tables) {
            library.write(table, before + 1, 100);
            add("different", table, before + 1);
            library.delete(table, before + 2);
            add("extra", table, before + 2);
            library.write(table, before + ROWS + 1, 100);
            add("missing", table, before + ROWS + 1);
        }
        assertThat(manticore
                        .sql("DELETE FROM " + BOOKS + " WHERE id=" + (before + 3))
                        .status())
                .isEqualTo(200);
        add("missing", BOOKS, before + 3);
        write(before + 4, Snowflake.first(System.currentTimeMillis() - 1, 0));
        add("different", BOOKS, before + 4);
        write(before + ROWS + 2, 1);
        add("extra", BOOKS, before + ROWS + 2);
    }

    /** Those that an audit has printed, in the same form. */
    static Set<String> in(String output) {
        Set<String> found = new TreeSet<>();
        String table = "";
        for (String line : output.lines().toList()) {
            Matcher header = TABLE.matcher(line);
            Matcher difference = DIFFERENCE.matcher(line);
            if (header.find()) {
                table = header.group(1);
            } else if (difference.find()) {
                found.add(difference.group(1) + " " + table + " " + difference.group(2));
            }
        }
        return found;
    }

    private void add(String kind, String table, int row) {
        String key = CanonicalKey.text(Library.key(table, row));
        planted.add(kind + " " + table + " " + (table.equals(BOOKS) ? key.substring(1, key.length() - 1) : key));
    }

    private void write(int id, long version) throws IOException {
        String line = "{\"replace\":{\"table\":\"" + BOOKS + "\",\"id\":" + id + ",\"doc\":{\"v\":999,\"event_id\":"
                + version + "}}}\n";
        ManticoreHttp.Answer answer = manticore.post("/bulk", "application/x-ndjson", line);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }
}
