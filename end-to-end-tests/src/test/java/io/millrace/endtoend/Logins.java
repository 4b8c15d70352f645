package io.millrace.endtoend;

import io.millrace.local.Checkout;
import io.millrace.local.LocalServices;
import io.millrace.local.MySqlAddress;
import io.millrace.local.MySqlServer;
import io.millrace.local.NatsServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * The users of deploy/nats/users.conf and of docs/security.md, with passwords that are recognized wherever they appear, and
 * that reach the connectors as docs/security.md says: from the worker's environment and from a file.
 */
final class Logins {
    /** All passwords begin with it. */
    static final String MARK = "millraceSecret";

    private final Path file;
    private final Path toolsFile;
    private final Path operatorFile;
    private final String mysql = secret();
    private final String bridge = secret();
    private final String sink = secret();
    private final String tools = secret();
    private final String operator = secret();
    private final String web = secret();
    private final String auditor = secret();
    private final String manticore = secret();

    /** @param directory of the pipeline's servers; the worker may read secrets in its own folder there */
    Logins(Path directory) {
        file = directory.resolve("connect/secrets.properties").toAbsolutePath();
        toolsFile = directory.resolve("connect/tools.properties").toAbsolutePath();
        operatorFile = directory.resolve("connect/operator.properties").toAbsolutePath();
    }

    private static String secret() {
        return MARK + UUID.randomUUID().toString().replace("-", "");
    }

    /** Where the secrets have to be. */
    boolean mayHoldSecrets(Path other) {
        return Set.of(file, toolsFile, operatorFile).contains(other.toAbsolutePath());
    }

    LocalServices.Options applyTo(LocalServices.Options servers) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, """
                nats.bridge.password=%s
                nats.sink.password=%s
                manticore.password=%s
                """.formatted(bridge, sink, manticore));
        Files.writeString(toolsFile, "nats.user=tools\nnats.password=" + tools + "\n");
        Files.writeString(operatorFile, "nats.user=operator\nnats.password=" + operator + "\n");
        // Whoever does not sign in is a test, and may do anything.
        String users = Files.readString(Checkout.root().resolve("deploy/nats/users.conf"))
                .replace("users: [", "users: [\n{user: test, password: unused}");
        return servers.withNats(NatsServer.Options.DEFAULT
                        .withConfiguration(users + "\nno_auth_user: test\n")
                        .withEnvironment(Map.of(
                                "MILLRACE_NATS_BRIDGE_PASSWORD", bridge,
                                "MILLRACE_NATS_SINK_PASSWORD", sink,
                                "MILLRACE_NATS_TOOLS_PASSWORD", tools,
                                "MILLRACE_NATS_OPERATOR_PASSWORD", operator,
                                "MILLRACE_NATS_CASSANDRA_PASSWORD", secret(),
                                "MILLRACE_NATS_WEB_PASSWORD", web)))
                .withWorkerEnvironment(forTools());
    }

    /** Gives the user of the source connector its password, and makes one for audits. */
    String[] mysqlStatements() {
        return new String[] {
            "ALTER USER " + MySqlServer.DEBEZIUM_ACCOUNT + " IDENTIFIED BY '" + mysql + "'",
            "CREATE USER 'auditor'@'127.0.0.1' IDENTIFIED BY '" + auditor + "'",
            "GRANT REPLICATION CLIENT ON *.* TO 'auditor'@'127.0.0.1'",
            "GRANT SELECT ON shop.* TO 'auditor'@'127.0.0.1'"
        };
    }

    /** The settings of a connector with its login; those of the source name variables already. */
    Map<String, String> applyTo(String connector, Map<String, String> settings) {
        switch (connector) {
            case "nats-bridge" -> {
                settings.put("nats.user", "bridge");
                settings.put("nats.password", placeholder("nats.bridge.password"));
            }
            case "manticore-sink" -> {
                settings.put("nats.user", "sink");
                settings.put("nats.password", placeholder("nats.sink.password"));
                settings.put("manticore.user", "sink");
                settings.put("manticore.password", placeholder("manticore.password"));
            }
            default -> {}
        }
        return settings;
    }

    private String placeholder(String key) {
        return "${file:" + file + ":" + key + "}";
    }

    /** The variables that the tools need besides {@link #toolsFile}, which the worker has, too. */
    Map<String, String> forTools() {
        return Map.of("MILLRACE_MYSQL_PASSWORD", mysql);
    }

    /** The same with the user for audits. */
    Map<String, String> forAudits(MySqlAddress server) {
        return Map.of(
                "MILLRACE_MYSQL_PASSWORD",
                "unused",
                "MILLRACE_MYSQL_URL",
                "mysql://auditor:" + auditor + "@" + server.host() + ":" + server.port());
    }

    /** What {@code --nats-config} names. */
    Path toolsFile() {
        return toolsFile;
    }

    /** The same for the tools that change something. */
    Path operatorFile() {
        return operatorFile;
    }

    /** The password of a user in deploy/nats/users.conf. */
    String natsPassword(String user) {
        return switch (user) {
            case "bridge" -> bridge;
            case "sink" -> sink;
            case "tools" -> tools;
            case "operator" -> operator;
            case "web" -> web;
            default -> throw new IllegalArgumentException(user);
        };
    }
}
