package io.millrace.sync;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The Manticore that the sink writes to. */
final class ManticoreIndex {
    private final HttpJson http;

    ManticoreIndex(HttpJson http) {
        this.http = http;
    }

    /** How many rows a table has; none while it does not exist. */
    long rows(String table) throws InterruptedException {
        String statement = "SELECT COUNT(*) AS n FROM `" + table + "`";
        HttpJson.Answer answer = http.call(
                "POST",
                "/sql?mode=raw",
                "application/x-www-form-urlencoded",
                "query=" + URLEncoder.encode(statement, StandardCharsets.UTF_8));
        return answer.body().path(0).path("data").path(0).path("n").asLong();
    }
}
