package io.millrace.benchmark.sink;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;

/** Statements for a Manticore. */
final class Sql {
    private final HttpClient client = HttpClient.newHttpClient();
    private final URI url;

    Sql(String manticore) {
        this.url = URI.create(manticore + "/cli_json");
    }

    /** Returns the answer as text. */
    String run(String statement) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(url)
                .POST(BodyPublishers.ofString(statement))
                .build();
        return client.send(request, BodyHandlers.ofString()).body();
    }

    void dropTables() throws IOException, InterruptedException {
        for (String table : new String[] {OrderEvents.TABLE, "warmup", "millrace_tombstones"}) {
            run("DROP TABLE IF EXISTS " + table);
        }
    }
}
