package io.millrace.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.millrace.endtoend.docs.CodeBlock;
import io.millrace.event.ChangeEvent;
import io.millrace.event.Operation;
import io.millrace.local.Checkout;
import io.millrace.local.MySqlAddress;
import io.millrace.local.MySqlServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.connect.source.SourceRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The source on a MySQL that requires TLS, as the user that connect-config/README.md tells people to create. */
class MySqlAccessIT {
    private static final String PASSWORD = "p4ss word";

    @TempDir
    private static Path directory;

    private static MySqlServer server;
    private static MySqlAddress debezium;

    @BeforeAll
    static void startWithTheDocumentedUser() throws Exception {
        server =
                MySqlServer.start(directory, MySqlServer.Options.DEFAULT.withSettings("--require-secure-transport=ON"));
        debezium = server.root().withLogin("debezium", PASSWORD);
        execute(
                // The one that all other tests use; it would be preferred to a user who may come from anywhere.
                "DROP USER 'debezium'@'127.0.0.1'",
                "CREATE DATABASE shop",
                "CREATE TABLE shop.customers (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO shop.customers VALUES (1, 'Ann'), (2, 'Bob')");
        for (String statement : documentedStatements("connect-config/README.md")) {
            execute(statement.replace("…", PASSWORD));
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void everyPlaceStatesTheSameGrants() throws Exception {
        List<String> stated = documentedStatements("connect-config/README.md");

        assertThat(stated)
                .containsAll(documentedStatements("docs/own-mysql.md"))
                .hasSize(4);
        assertThat(documentedStatements("docs/security.md"))
                .filteredOn(statement -> statement.contains("'debezium'"))
                .hasSize(2)
                .allMatch(stated::contains);
        assertThat(Files.readString(Checkout.root().resolve("docker-compose.yml")))
                .contains(stated.get(1));
    }

    @Test
    void theUserHasTheDefaultAuthenticationAndNoOtherPrivileges() throws Exception {
        assertThat(query("SELECT plugin FROM mysql.user WHERE user = 'debezium'"))
                .containsExactly("caching_sha2_password");
        assertThat(query("SHOW GRANTS FOR 'debezium'"))
                .containsExactly(
                        "GRANT SELECT, RELOAD, SHOW DATABASES, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO `debezium`@`%`",
                        "GRANT INSERT ON `shop`.`millrace_signal` TO `debezium`@`%`");
    }

    @Test
    void snapshotBinlogAndSignalledSnapshotArriveOverTls() throws Exception {
        assertArrives("default", Map.of());
    }

    @Test
    void theServersCertificateCanBeVerified() throws Exception {
        assertArrives(
                "verified",
                Map.of(
                        "database.ssl.mode",
                        "verify_ca",
                        "database.ssl.truststore",
                        trustStore().toString(),
                        "database.ssl.truststore.password",
                        PASSWORD));
    }

    @Test
    void withoutTlsTheServerRefuses() {
        assertThatThrownBy(() -> DebeziumTask.start(debezium, "plain", Map.of("database.ssl.mode", "disabled")))
                .hasStackTraceContaining("Connections using insecure transport are prohibited");
    }

    private static void assertArrives(String source, Map<String, String> settings) throws Exception {
        execute("DELETE FROM shop.customers WHERE id > 2", "DELETE FROM shop.millrace_signal");
        try (DebeziumTask task = DebeziumTask.start(debezium, source, settings)) {
            assertThat(customers(task, 2)).containsExactly(Operation.SNAPSHOT, Operation.SNAPSHOT);
            execute("INSERT INTO shop.customers VALUES (3, 'Zoë')");
            assertThat(customers(task, 1)).containsExactly(Operation.INSERT);
            execute(documentedSignal().replace("a new id", source).replace("products", "customers"));
            assertThat(customers(task, 3)).containsExactly(Operation.SNAPSHOT, Operation.SNAPSHOT, Operation.SNAPSHOT);
        }
    }

    /** Waits for this number of customers; leaves out the rows of the signal table. */
    private static List<Operation> customers(DebeziumTask task, int count) throws IOException {
        RecordBytes converter = new RecordBytes();
        List<Operation> operations = new ArrayList<>();
        while (operations.size() < count) {
            for (SourceRecord each : task.rows(1)) {
                ChangeEvent event = ChangeEvent.parseFrom(converter.value(each));
                if (event.getSource().getTable().equals("customers")) {
                    operations.add(event.getOperation());
                }
            }
        }
        return operations;
    }

    /** The statements in a page's indented blocks, which people copy. */
    private static List<String> documentedStatements(String page) throws IOException {
        return Files.readAllLines(Checkout.root().resolve(page)).stream()
                .filter(line -> line.matches(" {4}(CREATE|GRANT) .*;"))
                .map(String::strip)
                .toList();
    }

    /** The statement with which a table is read again. */
    private static String documentedSignal() throws IOException {
        return CodeBlock.of("docs/operations.md").stream()
                .map(CodeBlock::text)
                .filter(text -> text.startsWith("INSERT INTO shop.millrace_signal"))
                .findFirst()
                .orElseThrow();
    }

    /** With the certificate authority that MySQL made when it was initialized. */
    private static Path trustStore() throws Exception {
        KeyStore store = KeyStore.getInstance("JKS");
        store.load(null, null);
        try (InputStream certificate = Files.newInputStream(directory.resolve("data/ca.pem"))) {
            store.setCertificateEntry(
                    "mysql", CertificateFactory.getInstance("X.509").generateCertificate(certificate));
        }
        Path file = directory.resolve("truststore.jks");
        try (OutputStream content = Files.newOutputStream(file)) {
            store.store(content, PASSWORD.toCharArray());
        }
        return file;
    }

    private static void execute(String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(""));
                Statement session = connection.createStatement()) {
            for (String statement : statements) {
                session.execute(statement);
            }
        }
    }

    private static List<String> query(String sql) throws SQLException {
        List<String> values = new ArrayList<>();
        try (Connection connection = DriverManager.getConnection(server.jdbcUrl(""));
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            while (result.next()) {
                values.add(result.getString(1));
            }
        }
        return values;
    }
}
