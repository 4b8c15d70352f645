package io.millrace.manticore.index;

import com.fasterxml.jackson.databind.JsonNode;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.document.TableFaultException;
import io.millrace.manticore.document.TableSchema;
import io.millrace.manticore.server.ManticoreClient;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A table in Manticore that the connector keeps for itself, with one document for each of some rows of other tables. */
final class OwnTable {
    private static final Logger LOG = LoggerFactory.getLogger(OwnTable.class);

    private final ManticoreClient client;
    private final TableCatalog catalog;
    private final TableSchema schema;
    private final String loss;
    private final Map<String, Long> seeds = new HashMap<>();
    private boolean created;
    private boolean known;

    /** @param loss what is forgotten when somebody drops the table, and what to do then */
    OwnTable(ManticoreClient client, TableCatalog catalog, TableSchema schema, String loss) {
        this.client = client;
        this.catalog = catalog;
        this.schema = schema;
        this.loss = loss;
    }

    /** Somebody may have dropped it. */
    void forget() {
        created = false;
    }

    /** Whether it is there. It is only created if it was there before. */
    boolean exists() {
        if (!created && (known || catalog.find(schema.table()).isPresent())) {
            create();
        }
        return created;
    }

    /** Creates it if it is not there. */
    void create() {
        if (!created) {
            if (catalog.find(schema.table()).isEmpty()) {
                if (known) {
                    LOG.warn("Table {} was dropped in Manticore and is created again: {}", schema.table(), loss);
                }
                createTable();
            }
            created = true;
            known = true;
        }
    }

    private void createTable() {
        try {
            catalog.create(schema, Map.of());
        } catch (TableFaultException e) {
            // As after a failed save: it is there, and comes back with a restart.
            throw new IndexUnavailableException(
                    "Manticore does not know table " + schema.table() + " and refuses to create it: " + e.getMessage()
                            + ". See Manticore's log, mend the cause (a full disk, a damaged file) and restart it",
                    e);
        }
    }

    List<JsonNode> select(String columns, Collection<Long> ids) {
        create();
        return VersionQueries.select(client, schema.table(), columns, ids);
    }

    /** Different for any two rows of a table, since the sum with a constant is, also modulo 2^63. */
    long idOfRow(String table, long rowId) {
        long id = idOfTable(table) + rowId & Long.MAX_VALUE;
        // 0 is no document id. The row whose document would have it shares that of the table, which has row 0.
        return id == 0 ? idOfTable(table) : id;
    }

    /** No row has the document id 0, so no row's document here has this id. */
    long idOfTable(String table) {
        return seeds.computeIfAbsent(table, OwnTable::hash);
    }

    /** From 1 to 2^63-1. */
    static long hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return ByteBuffer.wrap(digest).getLong() & Long.MAX_VALUE | 1;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }
}
