package io.millrace.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import io.millrace.local.CassandraServer;
import io.millrace.local.Checkout;
import io.millrace.local.NatsServer;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a Cassandra that requires TLS, a client certificate and a password. */
class SecurityIT {
    private static final String PASSWORD = "changeit";
    private static final String READER_PASSWORD = "secretOfTheReader";
    private static final String NATS_PASSWORD = "secretOfNats";

    @TempDir
    private static Path stores;

    @TempDir
    private Path directory;

    private static CassandraServer server;

    @BeforeAll
    static void start() throws Exception {
        keyPair("server", "-ext", "san=ip:127.0.0.1,dns:localhost");
        keyPair("client");
        trust("client", "server");
        trust("server", "client");
        server = CassandraServer.start(
                Servers.DIRECTORY.resolve("secured"),
                CassandraServer.Options.DEFAULT.withConfiguration("""
                authenticator: PasswordAuthenticator
                authorizer: CassandraAuthorizer
                role_manager: CassandraRoleManager
                client_encryption_options:
                  enabled: true
                  optional: false
                  keystore: "%1$s/server.p12"
                  keystore_password: %2$s
                  require_client_auth: true
                  truststore: "%1$s/server-trust.p12"
                  truststore_password: %2$s
                  store_type: PKCS12
                """.formatted(stores, PASSWORD)));
        try (CqlSession session = CqlSession.builder()
                .addContactPoint(address())
                .withConfigLoader(
                        DriverConfigLoader.fromFile(driverConfig("cassandra").toFile()))
                .build()) {
            session.execute(
                    "CREATE KEYSPACE safe WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}");
            session.execute("CREATE TABLE safe.t (id int PRIMARY KEY)");
            session.execute("INSERT INTO safe.t (id) VALUES (1)");
            session.execute("CREATE TABLE safe.other (id int PRIMARY KEY)");
            session.execute("CREATE ROLE reader WITH PASSWORD = '" + READER_PASSWORD + "' AND LOGIN = true");
            session.execute("GRANT SELECT ON TABLE safe.t TO reader");
        }
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void certificateAndPasswordAreAccepted() throws Exception {
        try (Job job = job("secured-settings")
                .with(SnapshotSetting.USER, "cassandra")
                .with(SnapshotSetting.PASSWORD, "cassandra")
                .with(SnapshotSetting.TRUSTSTORE_PATH, store("client-trust"))
                .with(SnapshotSetting.TRUSTSTORE_PASSWORD, PASSWORD)
                .with(SnapshotSetting.KEYSTORE_PATH, store("client"))
                .with(SnapshotSetting.KEYSTORE_PASSWORD, PASSWORD)) {
            Job.Result result = job.run();

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(job.events()).hasSize(1);
        }
    }

    /** With the users of docs/security.md: a role that may read one table, and the one of deploy/nats/users.conf. */
    @Test
    void leastGrantsSuffice() throws Exception {
        try (NatsServer nats = NatsServer.start(
                directory.resolve("nats"), NatsServer.Options.DEFAULT.withConfiguration(natsUsers()))) {
            try (Job job = leastPrivileged(nats, "safe.t")) {
                Job.Result result = job.run();

                assertThat(result.exitCode()).as(result.err()).isZero();
                assertThat(job.events()).hasSize(1);
                assertThat(result.out() + result.err()).doesNotContain(READER_PASSWORD, NATS_PASSWORD);
                // It is complete, which the user may read, too; and reads all rows again.
                assertThat(job.run().exitCode()).isZero();
                assertThat(job.run("--restart").exitCode()).isZero();
                assertThat(job.events()).hasSize(2);
            }
            try (Job job = leastPrivileged(nats, "safe.other")) {
                Job.Result result = job.run();

                assertThat(result.exitCode()).isEqualTo(3);
                assertThat(result.err()).contains("reader", "safe.other").doesNotContain(READER_PASSWORD);
            }
        }
    }

    private Job leastPrivileged(NatsServer nats, String table) throws Exception {
        return new Job("library", table, directory, nats.url())
                .withNatsLogin("cassandra", NATS_PASSWORD)
                .with(SnapshotSetting.CONTACT_POINTS, server.contactPoint())
                .with(SnapshotSetting.USER, "reader")
                .with(SnapshotSetting.PASSWORD, READER_PASSWORD)
                .with(SnapshotSetting.TRUSTSTORE_PATH, store("client-trust"))
                .with(SnapshotSetting.TRUSTSTORE_PASSWORD, PASSWORD)
                .with(SnapshotSetting.KEYSTORE_PATH, store("client"))
                .with(SnapshotSetting.KEYSTORE_PASSWORD, PASSWORD);
    }

    /** Whoever does not sign in is this test, and may do anything. */
    private static String natsUsers() throws Exception {
        Matcher block = Pattern.compile("user: cassandra,.*?(permissions: \\{.*?\n {6}})", Pattern.DOTALL)
                .matcher(Files.readString(Checkout.root().resolve("deploy/nats/users.conf")));
        assertThat(block.find()).isTrue();
        return "authorization { users: [{user: test, password: unused}, {user: cassandra, password: " + NATS_PASSWORD
                + ", " + block.group(1) + "}]}\nno_auth_user: test\n";
    }

    @Test
    void theDriversFileMaySupplyThem() throws Exception {
        try (Job job = job("secured-file")
                .with(SnapshotSetting.DRIVER_CONFIG, driverConfig("cassandra").toString())) {
            Job.Result result = job.run();

            assertThat(result.exitCode()).as(result.err()).isZero();
            assertThat(job.events()).hasSize(1);
        }
    }

    @Test
    void aWrongPasswordIsReportedButNotPrinted() throws Exception {
        try (Job job = job("secured-wrong")
                .with(
                        SnapshotSetting.DRIVER_CONFIG,
                        driverConfig("wrong-secret").toString())) {
            Job.Result result = job.run();

            assertThat(result.exitCode()).isEqualTo(3);
            assertThat(result.err()).contains("Authentication error").doesNotContain("wrong-secret");
        }
    }

    @Test
    void withoutAClientCertificateTheJobFails() throws Exception {
        try (Job job = job("secured-anonymous")
                .with(SnapshotSetting.USER, "cassandra")
                .with(SnapshotSetting.PASSWORD, "cassandra")
                .with(SnapshotSetting.TRUSTSTORE_PATH, store("client-trust"))
                .with(SnapshotSetting.TRUSTSTORE_PASSWORD, PASSWORD)) {
            assertThat(job.run().exitCode()).isEqualTo(3);
        }
    }

    private Job job(String source) throws Exception {
        return new Job(source, "safe.t", directory).with(SnapshotSetting.CONTACT_POINTS, server.contactPoint());
    }

    private static InetSocketAddress address() {
        return new InetSocketAddress(
                "127.0.0.1", Integer.parseInt(server.contactPoint().split(":")[1]));
    }

    private static Path driverConfig(String password) throws Exception {
        return Files.writeString(stores.resolve(password + ".conf"), """
                datastax-java-driver {
                  basic.load-balancing-policy.local-datacenter = %5$s
                  basic.request.timeout = %4$d seconds
                  advanced.auth-provider {
                    class = PlainTextAuthProvider
                    username = cassandra
                    password = %1$s
                  }
                  advanced.ssl-engine-factory {
                    class = DefaultSslEngineFactory
                    truststore-path = "%2$s/client-trust.p12"
                    truststore-password = %3$s
                    keystore-path = "%2$s/client.p12"
                    keystore-password = %3$s
                  }
                }
                """.formatted(
                        password, stores, PASSWORD, Duration.ofMinutes(1).toSeconds(), CassandraServer.DATACENTER));
    }

    private static String store(String name) {
        return stores.resolve(name + ".p12").toString();
    }

    private static void keyPair(String name, String... more) throws Exception {
        List<String> arguments = new ArrayList<>(List.of(
                "-genkeypair",
                "-alias",
                name,
                "-keyalg",
                "EC",
                "-dname",
                "CN=" + name,
                "-validity",
                "30",
                "-keystore",
                store(name),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        arguments.addAll(List.of(more));
        keytool(arguments);
        keytool(List.of(
                "-exportcert",
                "-alias",
                name,
                "-keystore",
                store(name),
                "-storepass",
                PASSWORD,
                "-file",
                stores.resolve(name + ".cer").toString()));
    }

    private static void trust(String who, String whom) throws Exception {
        keytool(List.of(
                "-importcert",
                "-noprompt",
                "-alias",
                whom,
                "-file",
                stores.resolve(whom + ".cer").toString(),
                "-keystore",
                store(who + "-trust"),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
    }

    private static void keytool(List<String> arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(arguments);
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(stores.resolve("keytool.log").toFile())
                .start();
        assertThat(process.waitFor()).as("keytool " + arguments.get(0)).isZero();
    }
}
