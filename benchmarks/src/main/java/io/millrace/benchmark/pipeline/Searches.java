package io.millrace.benchmark.pipeline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.millrace.benchmark.servers.Deadline;
import io.millrace.local.ManticoreHttp;
import java.io.IOException;
import java.time.Duration;

/** Asks Manticore for orders. */
final class Searches {
    /** What a measured time is too long at most, besides the time of a search. */
    static final Duration INTERVAL = Duration.ofMillis(2);

    private static final Duration LIMIT = Duration.ofMinutes(5);
    private static final ObjectMapper JSON = new ObjectMapper();

    private final ManticoreHttp manticore;

    Searches(String manticore) {
        this.manticore = new ManticoreHttp(manticore);
    }

    /** Returns once a search finds the order. */
    void awaitOrder(long number) throws Exception {
        Deadline deadline = new Deadline(LIMIT, INTERVAL);
        while (find("SELECT id FROM orders WHERE id = " + number).isEmpty()) {
            deadline.pause("order " + number + " is not in Manticore");
        }
    }

    /** The rows; none while the table is not there yet. */
    private JsonNode find(String query) throws IOException {
        return JSON.readTree(manticore.sql(query).body()).path(0).path("data");
    }
}
