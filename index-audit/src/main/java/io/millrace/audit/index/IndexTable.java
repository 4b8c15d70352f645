package io.millrace.audit.index;

import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.ManticoreType;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.StatementRefusedException;
import io.millrace.pace.Backoff;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/**
 * The documents of a table in Manticore. Each SELECT has a limit of its own, without which a server answers with 20 rows, and
 * the same max_matches, without which it never answers with more than 1000.
 */
public final class IndexTable {
    private static final int ATTEMPTS = 6;
    private static final Duration FIRST_RETRY = Duration.ofMillis(200);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(5);

    private final ManticoreClient client;
    private final TableSchema schema;
    private final Set<String> unreadable;
    private final Map<String, Integer> positions = new LinkedHashMap<>();
    private final DocumentReader documents;
    private final DocumentReader headers;
    private final String headerColumns;
    private final String columns;

    private IndexTable(ManticoreClient client, TableSchema schema, Set<String> unreadable) {
        this.client = client;
        this.schema = schema;
        this.unreadable = unreadable;
        schema.columns().keySet().stream()
                .filter(column -> !unreadable.contains(column))
                .filter(column -> !column.equals(TableSchema.EVENT_ID) && !column.equals(TableSchema.ROW_KEY))
                .forEach(column -> positions.put(column, positions.size()));
        boolean versioned = schema.has(TableSchema.EVENT_ID);
        documents = new DocumentReader(schema.table(), positions, versioned);
        headers = new DocumentReader(schema.table(), Map.of(), versioned);
        headerColumns = "id" + own(TableSchema.EVENT_ID) + own(TableSchema.ROW_KEY);
        StringBuilder all = new StringBuilder(headerColumns);
        // Many ordinary words are reserved.
        positions.keySet().forEach(column -> all.append(", `").append(column).append('`'));
        columns = all.toString();
    }

    /** @param schema the table as it is now */
    public static IndexTable open(ManticoreClient client, TableSchema schema) {
        return new IndexTable(client, schema, unstored(client, schema));
    }

    /** Full-text fields of which the server keeps only the words. */
    private static Set<String> unstored(ManticoreClient client, TableSchema schema) {
        Set<String> unstored = new TreeSet<>();
        client.sql("DESC " + schema.table()).path("data").forEach(column -> {
            if (column.path("Type").asText().equals("text")
                    && !column.path("Properties").asText().contains("stored")) {
                unstored.add(column.path("Field").asText());
            }
        });
        return unstored;
    }

    private String own(String column) {
        return schema.has(column) ? ", " + column : "";
    }

    public String name() {
        return schema.table();
    }

    /** The table as it was when it was opened. */
    public TableSchema schema() {
        return schema;
    }

    /** The columns whose values the server does not tell. */
    public Set<String> unreadable() {
        return unreadable;
    }

    /** Where the value of a column is in each document; -1 if it is not there. */
    public int position(String column) {
        return positions.getOrDefault(column, -1);
    }

    /** The type of a column that has a position. */
    public ManticoreType type(String column) {
        return schema.columns().getOrDefault(column, ManticoreType.TEXT);
    }

    /** The documents with the lowest ids, as signed numbers, in a range: above the first and up to the last of it. */
    public List<IndexDocument> page(OptionalLong after, long upTo, int most) throws InterruptedException {
        return page(columns, documents, after, upTo, most);
    }

    /** The same without the columns' values. */
    public List<IndexDocument> headers(OptionalLong after, long upTo, int most) throws InterruptedException {
        return page(headerColumns, headers, after, upTo, most);
    }

    private List<IndexDocument> page(String what, DocumentReader reader, OptionalLong after, long upTo, int most)
            throws InterruptedException {
        List<String> conditions = new ArrayList<>();
        after.ifPresent(id -> conditions.add("id>" + id));
        if (upTo != Long.MAX_VALUE) {
            conditions.add("id<=" + upTo);
        }
        String where = conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
        List<IndexDocument> page =
                select("SELECT " + what + " FROM " + name() + where + " ORDER BY id ASC" + limit(most), reader);
        requireOrder(page, after, upTo);
        return page;
    }

    private void requireOrder(List<IndexDocument> page, OptionalLong after, long upTo) {
        OptionalLong before = after;
        for (IndexDocument document : page) {
            if (before.isPresent() && document.id() <= before.getAsLong() || document.id() > upTo) {
                throw new IndexUnavailableException("Manticore answered with document " + document.id() + " of table "
                        + name() + " outside of the range that was asked for, or twice");
            }
            before = OptionalLong.of(document.id());
        }
    }

    /** Those of the documents that there are. */
    public List<IndexDocument> find(Collection<Long> ids) throws InterruptedException {
        List<IndexDocument> found = new ArrayList<>();
        List<Long> usual = ids.stream().filter(id -> id > 0).distinct().toList();
        if (!usual.isEmpty()) {
            StringBuilder list = new StringBuilder();
            usual.forEach(id -> list.append(list.isEmpty() ? "" : ",").append(id));
            found.addAll(select(
                    "SELECT " + columns + " FROM " + name() + " WHERE id IN (" + list + ")" + limit(usual.size()),
                    documents));
        }
        for (long id : ids) {
            if (id < 0) {
                found.addAll(ofTopBit(id));
            }
        }
        return found;
    }

    /** A server misses ids with the top bit at times when they are named, but never in pages. */
    private List<IndexDocument> ofTopBit(long id) throws InterruptedException {
        OptionalLong before = id == Long.MIN_VALUE ? OptionalLong.empty() : OptionalLong.of(id - 1);
        return page(before, Long.MAX_VALUE, 1).stream()
                .filter(document -> document.id() == id)
                .toList();
    }

    private static String limit(int most) {
        return " LIMIT " + most + " OPTION max_matches=" + most;
    }

    private List<IndexDocument> select(String statement, DocumentReader reader) throws InterruptedException {
        Backoff backoff = new Backoff(FIRST_RETRY, LONGEST_RETRY);
        for (int attempt = 1; ; attempt++) {
            try {
                return client.select(statement, reader);
            } catch (IndexUnavailableException e) {
                if (attempt == ATTEMPTS) {
                    throw e;
                }
            } catch (StatementRefusedException e) {
                // As while the table is replaced by a rebuilt one, or the server stops.
                if (attempt == ATTEMPTS) {
                    throw new IndexUnavailableException(
                            "Manticore refuses to read table " + name() + ": " + e.getMessage(), e);
                }
            }
            Thread.sleep(backoff.failed().toMillis());
        }
    }
}
