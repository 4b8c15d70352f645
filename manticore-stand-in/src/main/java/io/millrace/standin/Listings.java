package io.millrace.standin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;

/** The statements that tell of tables: DESC and SHOW. */
final class Listings {
    /** No names unless they stand in backticks, in statements that make or change tables. */
    static final List<String> RESERVED_IN_TABLES = lines("reserved-in-tables.txt");

    /** The same in all other statements; no table can have one of these names at all. */
    static final List<String> RESERVED_IN_QUERIES = lines("reserved-in-queries.txt");

    private static final AtomicLong PROCESSES =
            new AtomicLong(ProcessHandle.current().pid() * 1_000);

    private final Catalog catalog;

    /** Another one for each start, also of several within one process. */
    private final long process = PROCESSES.incrementAndGet();

    private final long started = System.nanoTime();

    Listings(Catalog catalog) {
        this.catalog = catalog;
    }

    String describe(Sql.Parts parts) throws RefusedException {
        Answer answer = Answer.ofTexts("Field", "Type", "Properties").texts("id", "bigint", "");
        for (Column column : described(parts).schema().columns()) {
            answer.texts(column.name(), column.type().described, column.properties());
        }
        return answer.toString();
    }

    /** In the pattern, {@code _} stands for any character, and cannot be escaped. */
    String tables(Sql.Parts parts) throws RefusedException {
        String like = parts.get(1).isEmpty() ? "%" : parts.get(1).replace("\\", "");
        if (!like.matches("[\\w%]*")) {
            throw RefusedException.notServed("a pattern of more than letters, digits, _ and %");
        }
        Pattern pattern = Pattern.compile(like.replace("%", ".*").replace('_', '.'), Pattern.CASE_INSENSITIVE);
        Answer answer = Answer.ofTexts("Table", "Type");
        catalog.tables().stream()
                .map(Table::name)
                .filter(name -> pattern.matcher(name).matches())
                .forEach(name -> answer.texts(name, "rt"));
        return answer.toString();
    }

    String definition(Sql.Parts parts) throws RefusedException {
        Table table = described(parts);
        Schema schema = table.schema();
        StringBuilder statement =
                new StringBuilder("CREATE TABLE ").append(table.name()).append(" (\nid bigint");
        for (Column column : schema.columns()) {
            String quote = RESERVED_IN_TABLES.contains(column.name()) ? "`" : "";
            statement.append(",\n").append(quote).append(column.name()).append(quote);
            statement.append(' ').append(column.declaration());
        }
        statement.append("\n)").append(schema.options());
        return Answer.ofTexts("Table", "Create Table")
                .texts(table.name(), statement.toString())
                .toString();
    }

    String status(Sql.Parts parts) throws RefusedException {
        Table table = catalog.find(parts.name(1), "SHOW TABLE STATUS requires an existing table");
        int documents = table.read(contents -> contents.rows().size());
        Answer answer = Answer.ofTexts("Variable_name", "Value");
        lines("table-status.txt")
                .forEach(line -> answer.texts(
                        line.replace("DOCUMENTS", Integer.toString(documents)).split("\t", 2)));
        return answer.toString();
    }

    /** Of many settings those that are asked for. */
    String settings(Sql.Parts parts) {
        return Answer.ofTexts("Setting_name", "Value")
                .texts("worker_pid", Long.toString(process))
                .texts("searchd.auto_schema", "0")
                .toString();
    }

    String recordedCounters(Sql.Parts parts) {
        Answer answer = Answer.ofTexts("Counter", "Value");
        String uptime = Long.toString((System.nanoTime() - started) / 1_000_000_000);
        lines("server-status.txt").stream()
                .filter(line -> line.startsWith(parts.get(1)))
                .forEach(line -> answer.texts(line.replace("UPTIME", uptime).split("\t", 2)));
        return answer.toString();
    }

    static List<String> lines(String resource) {
        try (InputStream lines = Objects.requireNonNull(Listings.class.getResourceAsStream(resource))) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Table described(Sql.Parts parts) throws RefusedException {
        return catalog.find(parts.name(1), "no such table '%s'");
    }
}
