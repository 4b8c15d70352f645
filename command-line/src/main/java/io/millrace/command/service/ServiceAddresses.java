package io.millrace.command.service;

import io.millrace.command.console.CommandException;
import io.millrace.nats.NatsSettings;
import io.millrace.state.JsonHttpClient;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the pipeline's servers are, the same for every command; a picocli mixin. */
public final class ServiceAddresses {
    @Option(
            names = "--connect-url",
            paramLabel = "URL",
            description = "Kafka Connect's REST API; include user:password@ if it requires a login. Default:"
                    + " MILLRACE_CONNECT_URL, else http://127.0.0.1:8083.")
    private @Nullable String connectUrl;

    @Option(
            names = "--nats-servers",
            paramLabel = "URLS",
            description =
                    "NATS; several servers of one cluster are separated by commas. Default: MILLRACE_NATS_URL, else nats://127.0.0.1:4222.")
    private @Nullable String natsServers;

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
            description = "The MySQL server that Debezium reads, as mysql://user:password@host:port. Default:"
                    + " MILLRACE_MYSQL_URL, else mysql://root@127.0.0.1:3306.")
    private @Nullable String mysqlUrl;

    @Option(
            names = "--manticore-url",
            paramLabel = "URL",
            description = "Manticore; include user:password@ if it requires a login. Default:"
                    + " MILLRACE_MANTICORE_URL, else http://127.0.0.1:9308.")
    private @Nullable String manticoreUrl;

    public String connectUrl() {
        return given(connectUrl, "MILLRACE_CONNECT_URL")
                .map(url -> http(url, "--connect-url"))
                .orElse("http://127.0.0.1:8083");
    }

    public JsonHttpClient connect() {
        return new JsonHttpClient(connectUrl());
    }

    public JsonHttpClient manticore() {
        return new JsonHttpClient(givenManticoreUrl().orElse("http://127.0.0.1:9308"));
    }

    /** The address, if an option or the environment names it. */
    public Optional<String> givenManticoreUrl() {
        return given(manticoreUrl, "MILLRACE_MANTICORE_URL").map(url -> http(url, "--manticore-url"));
    }

    /** The address as it was given, {@code mysql://user:password@host:port}. */
    public String mysqlUrl() {
        return givenMysqlUrl().orElse("mysql://root@127.0.0.1:3306");
    }

    /** The address, if an option or the environment names it. */
    public Optional<String> givenMysqlUrl() {
        return given(mysqlUrl, "MILLRACE_MYSQL_URL");
    }

    /** The name of the JetStream stream. */
    public String stream() {
        return stream;
    }

    /** How to connect to NATS; {@code nats.servers} of the file takes precedence over the address. */
    public NatsSettings nats() throws IOException {
        Map<String, String> values = givenNats();
        values.putIfAbsent("nats.servers", "nats://127.0.0.1:4222");
        return NatsSettings.from(values);
    }

    /** The connectors' {@code nats.*} settings, as far as the file, an option or the environment names them. */
    public Map<String, String> givenNats() throws IOException {
        Map<String, String> values = new HashMap<>();
        if (natsConfig != null) {
            Properties properties = new Properties();
            try (Reader reader = Files.newBufferedReader(natsConfig)) {
                properties.load(reader);
            }
            properties.forEach((key, value) -> values.put(key.toString(), value.toString()));
        }
        given(natsServers, "MILLRACE_NATS_URL").ifPresent(servers -> values.putIfAbsent("nats.servers", servers));
        return values;
    }

    /** Its message is without the address, which may contain a password. */
    private static String http(String url, String option) {
        if (!url.matches("https?://[^/\\s]\\S*")) {
            throw new CommandException("The address in " + option
                    + ", or in the variable that --help names for it, must have the form http://host:port");
        }
        return url;
    }

    private static Optional<String> given(@Nullable String option, String variable) {
        return Optional.ofNullable(option == null ? System.getenv(variable) : option)
                .filter(value -> !value.isBlank());
    }
}
