package io.millrace.manticore.index;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.server.StatementRefusedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Queries for stored versions. */
final class VersionQueries {
    private VersionQueries() {}

    /**
     * What a document says of itself.
     *
     * @param rowKey empty if it was not asked for, or the document's id is the row's key
     */
    record StoredVersion(long version, String rowKey) {
        /** Of a document that does not exist. */
        static final StoredVersion NONE = new StoredVersion(-1, "");

        boolean exists() {
            return version >= 0;
        }
    }

    /** What is stored under each of some ids, which may be there twice. */
    static Map<Long, StoredVersion> versions(
            ManticoreClient client, String table, boolean withRowKey, Collection<Long> ids) {
        Map<Long, StoredVersion> versions = new HashMap<>(2 * ids.size());
        ids.forEach(id -> versions.put(id, StoredVersion.NONE));
        if (!ids.isEmpty()) {
            String statement = statement(table, withRowKey ? TableSchema.ROW_KEY : "", versions.keySet());
            try {
                client.select(statement, row -> put(versions, row));
            } catch (StatementRefusedException e) {
                throw refused(statement, e);
            }
        }
        return versions;
    }

    private static boolean put(Map<Long, StoredVersion> versions, JsonParser row) throws IOException {
        long id = 0;
        long version = 0;
        String rowKey = "";
        for (String name = row.nextFieldName(); name != null; name = row.nextFieldName()) {
            row.nextToken();
            switch (name) {
                case "id" -> id = row.getValueAsLong();
                case TableSchema.EVENT_ID -> version = row.getValueAsLong();
                case TableSchema.ROW_KEY -> rowKey = row.getValueAsString("");
                default -> row.skipChildren();
            }
        }
        return versions.put(id, new StoredVersion(version, rowKey)) == null;
    }

    /** The rows that exist among some ids; each has id and event_id besides the columns asked for. */
    static List<JsonNode> select(ManticoreClient client, String table, String columns, Collection<Long> ids) {
        List<JsonNode> rows = new ArrayList<>();
        if (!ids.isEmpty()) {
            sql(client, statement(table, columns, ids)).path("data").forEach(rows::add);
        }
        return rows;
    }

    private static String statement(String table, String columns, Collection<Long> ids) {
        StringBuilder statement = new StringBuilder("SELECT id, ").append(TableSchema.EVENT_ID);
        if (!columns.isEmpty()) {
            statement.append(", ").append(columns);
        }
        statement.append(" FROM ").append(table).append(" WHERE id IN (");
        // SQL knows signed numbers only; ids above 2^63-1 are negative in it, as they are in a long.
        ids.forEach(id -> statement.append(id).append(','));
        statement.setCharAt(statement.length() - 1, ')');
        // The default limit is 20 rows, and there are never more than max_matches.
        return statement
                .append(" LIMIT ")
                .append(ids.size())
                .append(" OPTION max_matches=")
                .append(ids.size())
                .toString();
    }

    /** The highest version among the rows of a table, 0 when it has none. */
    static long newest(ManticoreClient client, String table, String where) {
        return sql(
                        client,
                        "SELECT " + TableSchema.EVENT_ID + " FROM " + table + where + " ORDER BY "
                                + TableSchema.EVENT_ID + " DESC LIMIT 1")
                .path("data")
                .path(0)
                .path(TableSchema.EVENT_ID)
                .asLong();
    }

    /** Whether a table has rows of a lower version. */
    static boolean anyOlder(ManticoreClient client, String table, long version) {
        String older = "SELECT id FROM " + table + " WHERE " + TableSchema.EVENT_ID + "<" + version + " LIMIT 1";
        return !sql(client, older).path("data").isEmpty();
    }

    /** Runs a statement that is refused only when the table was just dropped or the server is stopping. */
    static JsonNode sql(ManticoreClient client, String statement) {
        try {
            return client.sql(statement);
        } catch (StatementRefusedException e) {
            throw refused(statement, e);
        }
    }

    private static IndexUnavailableException refused(String statement, StatementRefusedException e) {
        return new IndexUnavailableException("Manticore refused '" + abbreviate(statement) + "': " + e.getMessage(), e);
    }

    private static String abbreviate(String statement) {
        return statement.length() <= 200 ? statement : statement.substring(0, 200) + "...";
    }
}
