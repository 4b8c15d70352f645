package io.millrace.benchmark.audit;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.local.MySqlAddress;
import io.millrace.manticore.server.ManticoreClient;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;

/**
 * What one would write at first: for each id a SELECT in MySQL and one in Manticore, over one connection to each, and a
 * comparison of the two columns. It does not look for documents without a row, and does not know what is under way.
 */
final class RowByRowProgram {
    private RowByRowProgram() {}

    /** @param arguments MySQL, Manticore, table */
    public static void main(String[] arguments) throws Exception {
        NarrowTable table = new NarrowTable(MySqlAddress.parse(arguments[0]), arguments[1], arguments[2]);
        System.out.println(Timing.measure(() -> compare(table)).line());
    }

    private static long compare(NarrowTable table) throws Exception {
        long rows = 0;
        String url = table.mysql().jdbcUrl(NarrowTable.DATABASE) + "&useServerPrepStmts=true&useCursorFetch=true";
        try (ManticoreClient client = table.client();
                Connection mysql = DriverManager.getConnection(url);
                Connection lookups = DriverManager.getConnection(url);
                Statement ids = mysql.createStatement();
                PreparedStatement lookup =
                        lookups.prepareStatement("SELECT sku, quantity FROM " + table.name() + " WHERE id = ?")) {
            ids.setFetchSize(1_000);
            try (ResultSet id = ids.executeQuery("SELECT id FROM " + table.name())) {
                while (id.next()) {
                    rows++;
                    compare(client, table, lookup, id.getLong(1));
                }
            }
        }
        return rows;
    }

    private static void compare(ManticoreClient client, NarrowTable table, PreparedStatement lookup, long id)
            throws Exception {
        lookup.setLong(1, id);
        try (ResultSet row = lookup.executeQuery()) {
            JsonNode document = client.sql("SELECT id, sku, quantity FROM " + table.name() + " WHERE id IN (" + id
                            + ") LIMIT 1 OPTION max_matches=1")
                    .path("data")
                    .path(0);
            if (!row.next()
                    || !row.getString(1).equals(document.path("sku").asText())
                    || row.getLong(2) != document.path("quantity").asLong()) {
                throw new IllegalStateException("Row " + id + " is not equal to its document: " + document);
            }
        }
    }
}
