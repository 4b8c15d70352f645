package io.millrace.quickstart;

import io.millrace.local.ConnectRest;
import io.millrace.local.ManticoreServer;
import io.millrace.local.MySqlServer;
import io.millrace.local.Service;
import io.millrace.local.ServiceEndpoints;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Shows the pipeline at work on running servers: sample data, connectors, snapshot, three changes. */
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

    /** @throws QuickstartException if a row or a change does not arrive */
    void run() {
        if (Service.CONNECT.given().isEmpty()) {
            // An external worker need not have the extension.
            output.heading("Watch it: " + endpoints.connectUrl() + "/millrace");
        }
        output.heading("Pipeline: MySQL -> Debezium -> Kafka -> NATS JetStream -> Manticore");
        output.step("Sample shop", () -> {
            try (Shop shop = Shop.open(endpoints.mysql())) {
                shop.createSignalTable(
                        Service.MYSQL.given().isPresent()
                                ? Optional.empty()
                                : Optional.of(MySqlServer.DEBEZIUM_ACCOUNT));
                return String.format(
                        Locale.ROOT, "%d tables, %,d rows in MySQL", Shop.TABLES.size(), sum(shop.rowCounts()));
            }
        });
        try (Shop shop = Shop.open(endpoints.mysql())) {
            Shop.TABLES.forEach(table -> index.requireSampleOrNone(table, shop.columns(table)));
            Map<String, Long> earlier = earlierVersions();
            SampleConnectors.NAMES.forEach(this::register);
            output.step("Initial snapshot", () -> awaitSnapshot(shop.rowCounts(), earlier));
            output.heading("Three changes in MySQL, and how long after its commit a search saw each");
            new ThreeChanges(shop, index, output).show();
        }
    }

    /** Removes the connectors that the quickstart added to an external worker. */
    @Override
    public void close() {
        if (Service.CONNECT.given().isPresent()) {
            connectors.remove();
        }
    }

    /** Prints commands to try, and where the servers are. */
    void printSuggestions() {
        SuggestedCommands commands = new SuggestedCommands(endpoints);
        print("Try it, in another terminal", commands.searches());
        print("See how the pipeline is, and whether anything should be changed", commands.pipeline());
        print("Delete a document in Manticore; an audit finds that and mends it", commands.repair());
        output.heading("Addresses");
        endpoints
                .variables()
                .forEach((variable, value) -> output.line(variable + "=" + WalkthroughOutput.withoutPassword(value)));
        if (ManticoreServer.isStandIn()) {
            output.heading("""
                    There is no searchd on PATH, so a stand-in for Manticore is running. It answers
                    only the requests that Millrace itself sends, and refuses others. For full-text
                    search, install Manticore Search (its searchd is used automatically) or name a
                    server: MILLRACE_MANTICORE_URL=http://host:9308 ./quickstart""");
        }
        output.heading("Everything keeps running until Ctrl-C.");
    }

    private void print(String heading, List<SuggestedCommands.Suggestion> suggestions) {
        output.heading(heading);
        for (SuggestedCommands.Suggestion suggestion : suggestions) {
            if (suggestion.needsManticore() && ManticoreServer.isStandIn()) {
                output.line("# The next command needs a real Manticore:");
            }
            output.line(suggestion.text());
        }
    }

    private void register(String connector) {
        output.step("POST " + connector + ".json", () -> {
            boolean isNew = connectors.register(connector);
            Pause.until(
                    () -> {
                        connectors.requireHealthy();
                        return connectors.isRunning(connector);
                    },
                    INTERVAL,
                    LIMIT,
                    "Connector " + connector + " was not running");
            return isNew ? "running" : "running (already existed)";
        });
    }

    /**
     * The versions of documents from an earlier quickstart in an external Manticore, which the snapshot replaces. With an
     * external Kafka there may be no snapshot, because its connectors continue from their offsets.
     */
    private Map<String, Long> earlierVersions() {
        boolean continues = Service.KAFKA.given().isPresent();
        return Shop.TABLES.stream()
                .collect(Collectors.toMap(table -> table, table -> continues ? 0 : index.newestVersion(table)));
    }

    /** Waits for at least as many documents; an external Manticore may have more from an earlier quickstart. */
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
        return "Not all " + rows + " rows of " + table
                + " were in Manticore (rows that Manticore cannot store are in the topic"
                + " manticore-sink.dead-letters, with the reason in their headers)";
    }

    private static long sum(Map<String, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }
}
