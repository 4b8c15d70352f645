package io.millrace.quickstart;

import io.millrace.local.ConnectRest;
import io.millrace.local.ManticoreServer;
import io.millrace.local.MySqlServer;
import io.millrace.local.Service;
import io.millrace.local.ServiceEndpoints;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs the pipeline on servers that are up: sample data, connectors, snapshot, three changes. */
final class Walkthrough implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Duration INTERVAL = Duration.ofMillis(250);

    private final ServiceEndpoints endpoints;
    private final WalkthroughOutput output;
    private final SampleConnectors connectors;
    private final ShopIndex index;

    Walkthrough(ServiceEndpoints endpoints, WalkthroughOutput output) {
        this.endpoints = endpoints;
        this.output = output;
        this.connectors = new SampleConnectors(new ConnectRest(endpoints.connectUrl()));
        this.index = new ShopIndex(endpoints.manticoreUrl());
    }

    /** @throws QuickstartException when a row or a change does not arrive */
    void run() {
        output.heading("Pipeline: MySQL -> Debezium -> Kafka -> NATS JetStream -> Manticore");
        output.step("Sample shop", () -> {
            try (Shop shop = Shop.open(endpoints.mysql())) {
                return String.format(
                        Locale.ROOT, "%d tables, %,d rows in MySQL", Shop.TABLES.size(), sum(shop.rowCounts()));
            }
        });
        try (Shop shop = Shop.open(endpoints.mysql())) {
            Shop.TABLES.forEach(table -> index.requireNoOther(table, shop.columns(table)));
            Map<String, Long> earlier = earlierVersions();
            SampleConnectors.NAMES.forEach(this::register);
            output.step("Initial snapshot", () -> awaitSnapshot(shop.rowCounts(), earlier));
            output.heading("Three changes in MySQL, and how long after their commit a search saw them");
            new ThreeChanges(shop, index, output).show();
        }
    }

    /** A worker that was given is left without the connectors that it did not have. */
    @Override
    public void close() {
        if (Service.CONNECT.given().isPresent()) {
            connectors.remove();
        }
    }

    /** What the user can do now. */
    void printCommands() {
        String products = endpoints.manticoreUrl() + "/search";
        output.heading("Try it");
        output.line("curl -s " + products + " -d '" + ShopIndex.searchFor("description", "workshop bench") + "'");
        output.line(
                sqlCommand() + " \"UPDATE shop.products SET description = 'A lamp that hums quietly.' WHERE id = 3\"");
        output.line("curl -s " + products + " -d '" + ShopIndex.searchFor("description", "hums") + "'");
        output.line("curl -s '" + endpoints.connectUrl() + "/connectors?expand=status'");
        output.heading("Where things are");
        endpoints
                .variables()
                .forEach((variable, value) -> output.line(variable + "=" + WalkthroughOutput.withoutPassword(value)));
        if (ManticoreServer.isStandIn()) {
            output.heading(
                    "Manticore is played by a stand-in here: no searchd is on this machine. It answers the requests that"
                            + System.lineSeparator()
                            + "this project makes as the real one does, but it is no search engine. For the real one install Manticore"
                            + System.lineSeparator()
                            + "(searchd on PATH is used by itself), or name one: MILLRACE_MANTICORE_URL=http://host:9308 ./quickstart");
        }
        output.heading("Everything stays up until Ctrl-C.");
    }

    private String sqlCommand() {
        String url = endpoints.mysql().url();
        if (url.equals(MySqlServer.usual().url())) {
            return "./services sql";
        }
        boolean given = Service.MYSQL.given().isPresent();
        return Service.MYSQL.variable() + "=" + (given ? WalkthroughOutput.withoutPassword(url) : url)
                + " ./services sql";
    }

    private void register(String connector) {
        output.step("POST " + connector + ".json", () -> {
            boolean isNew = connectors.register(connector);
            Pause.until(
                    () -> {
                        connectors.requireHealthy();
                        return connectors.runs(connector);
                    },
                    INTERVAL,
                    LIMIT,
                    "Connector " + connector + " did not run");
            return isNew ? "running" : "was there already, running";
        });
    }

    /**
     * What a given Manticore has from an earlier time, which the snapshot replaces. With a given Kafka there may be no
     * snapshot: its connectors go on where they were.
     */
    private Map<String, Long> earlierVersions() {
        boolean goesOn = Service.KAFKA.given().isPresent();
        return Shop.TABLES.stream()
                .collect(Collectors.toMap(table -> table, table -> goesOn ? 0 : index.newestVersion(table)));
    }

    /** At least as many: a given Manticore may have more from an earlier time. */
    private String awaitSnapshot(Map<String, Long> rows, Map<String, Long> earlier) {
        for (Map.Entry<String, Long> table : rows.entrySet()) {
            Pause.until(
                    () -> {
                        connectors.requireHealthy();
                        return index.countNewer(table.getKey(), earlier.getOrDefault(table.getKey(), 0L))
                                >= table.getValue();
                    },
                    INTERVAL,
                    LIMIT,
                    missing(table.getKey(), table.getValue()));
        }
        return String.format(Locale.ROOT, "%,d documents in Manticore", sum(rows));
    }

    private static String missing(String table, long rows) {
        return "The " + rows + " rows of " + table
                + " were not all in Manticore (a row that Manticore cannot take goes to"
                + " the topic manticore-sink.dead-letters, with the reason in its headers)";
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
