package io.millrace.command.service;

import io.millrace.nats.NatsSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the pipeline's servers are, the same for every command; a picocli mixin. */
public final class ServiceAddresses {
    @Option(
            names = "--connect-url",
            paramLabel = "URL",
            defaultValue = "${env:MILLRACE_CONNECT_URL:-http://127.0.0.1:8083}",
            description = "Kafka Connect's REST API; include user:password@ if it requires a login. Default:"
                    + " MILLRACE_CONNECT_URL, else http://127.0.0.1:8083.")
    private String connectUrl = "";

    @Option(
            names = "--nats-servers",
            paramLabel = "URLS",
            defaultValue = "${env:MILLRACE_NATS_URL:-nats://127.0.0.1:4222}",
            description =
                    "NATS; several servers of one cluster are separated by commas. Default: MILLRACE_NATS_URL, else nats://127.0.0.1:4222.")
    private String natsServers = "";

    @Option(
            names = "--nats-config",
            paramLabel = "FILE",
            description =
                    "Properties file with the connectors' nats.* settings: nats.user, nats.tls.truststore.path, …")
    private @Nullable Path natsConfig;

    @Option(
            names = "--nats-stream",
            paramLabel = "NAME",
            defaultValue = "CDC",
            description = "The JetStream stream. Default: CDC.")
    private String stream = "";

    @Option(
            names = "--mysql-url",
            paramLabel = "URL",
            defaultValue = "${env:MILLRACE_MYSQL_URL:-mysql://root@127.0.0.1:3306}",
            description = "The MySQL server that Debezium reads, as mysql://user:password@host:port. Default:"
                    + " MILLRACE_MYSQL_URL, else mysql://root@127.0.0.1:3306.")
    private String mysqlUrl = "";

    @Option(
            names = "--manticore-url",
            paramLabel = "URL",
            defaultValue = "${env:MILLRACE_MANTICORE_URL:-http://127.0.0.1:9308}",
            description = "Manticore; include user:password@ if it requires a login. Default:"
                    + " MILLRACE_MANTICORE_URL, else http://127.0.0.1:9308.")
    private String manticoreUrl = "";

    public JsonHttpClient connect() {
        return new JsonHttpClient(connectUrl);
    }

    public JsonHttpClient manticore() {
        return new JsonHttpClient(manticoreUrl);
    }

    /** The address as it was given, {@code mysql://user:password@host:port}. */
    public String mysqlUrl() {
        return mysqlUrl;
    }

    /** The name of the JetStream stream. */
    public String stream() {
        return stream;
    }

    /** How to connect to NATS; {@code nats.servers} of the file takes precedence over the address. */
    public NatsSettings nats() throws IOException {
        Map<String, String> values = new HashMap<>();
        if (natsConfig != null) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(natsConfig)) {
                properties.load(reader);
            }
            properties.forEach((key, value) -> values.put(key.toString(), value.toString()));
        }
        values.putIfAbsent("nats.servers", natsServers);
        return NatsSettings.from(values);
    }
}
