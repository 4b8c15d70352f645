package io.millrace.standin;

import java.util.Locale;
import java.util.Set;

/** Which words are no names unless they stand in backticks. */
final class Names {
    private static final Set<String> IN_QUERIES = words("AND AS BY COLUMNARSCAN DISTINCT DIV DOCIDINDEX EXPLAIN FACET"
            + " FALSE FORCE FROM HYBRID_MATCH IGNORE IN INDEXES INNER IS JOIN KNN LEFT LIMIT MOD NOT NO_COLUMNARSCAN"
            + " NO_DOCIDINDEX NO_SECONDARYINDEX NULL OFFSET ON OR ORDER RELOAD SECONDARYINDEX SELECT SYSFILTERS TRUE"
            + " TOKEN");

    private static final Set<String> IN_TABLES =
            words("ADD ALTER AS AT ATTRIBUTE API_KEY API_URL API_TIMEOUT BIGINT BIT"
                    + " BOOL CACHE_PATH CLUSTER COLUMN COLUMNAR CREATE DOUBLE DROP EMBEDDINGS EXISTS FAST_FETCH FLOAT FLOAT_VECTOR"
                    + " FLOAT_VECTOR_ARRAY FROM FUNCTION HASH HNSW_EF_CONSTRUCTION HNSW_M HNSW_SIMILARITY IMPORT INDEXED INTEGER"
                    + " INT IF JOIN JSON KILLLIST_TARGET KNN KNN_DIMS KNN_TYPE LIKE MODEL_NAME MULTI MULTI64 NOT OPTION PLUGIN"
                    + " QUANTIZATION REBUILD RECONFIGURE RETURNS RTINDEX SECONDARY SECONDARY_INDEX SONAME STORED STRING TABLE"
                    + " TEXT TIMESTAMP UINT UPDATE USE_GPU");

    private Names() {}

    private static Set<String> words(String words) {
        return Set.of(words.split(" "));
    }

    /** In statements that make or change tables. */
    static boolean isReservedInTables(String name) {
        return IN_TABLES.contains(name.toUpperCase(Locale.ROOT));
    }

    /** In all other statements; no table can have one of these names at all. */
    static boolean isReservedInQueries(String name) {
        return IN_QUERIES.contains(name.toUpperCase(Locale.ROOT));
    }
}
