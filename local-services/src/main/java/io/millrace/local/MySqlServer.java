package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/** A MySQL server with the binlog that Debezium needs: row format, full row images, GTIDs. */
public final class MySqlServer extends ChildServer {
    public static final String ROOT_PASSWORD = "millrace";
    /** A user with only the grants that Debezium documents. */
    public static final String DEBEZIUM_USER = "debezium";

    public static final String DEBEZIUM_PASSWORD = "dbz";

    private static final String HOST = "127.0.0.1";
    /** The user as GRANT names it. */
    public static final String DEBEZIUM_ACCOUNT = "'" + DEBEZIUM_USER + "'@'" + HOST + "'";

    private final int port;

    private MySqlServer(int port, ServerProcess process) {
        super(process);
        this.port = port;
    }

    /**
     * What a test can change.
     *
     * @param port empty for a free port
     * @param settings arguments of mysqld that replace those of every server, such as {@code --gtid-mode=OFF}
     * @param clock empty for the machine's
     */
    public record Options(MySqlVersion version, OptionalInt port, List<String> settings, Optional<FakeClock> clock) {
        public static final Options DEFAULT =
                new Options(MySqlVersion.V9_7, OptionalInt.empty(), List.of(), Optional.empty());

        public Options withVersion(MySqlVersion value) {
            return new Options(value, port, settings, clock);
        }

        public Options withPort(int value) {
            return new Options(version, OptionalInt.of(value), settings, clock);
        }

        public Options withSettings(String... values) {
            return new Options(version, port, List.of(values), clock);
        }

        public Options withClock(FakeClock value) {
            return new Options(version, port, settings, Optional.of(value));
        }

        private Map<String, String> environment() {
            Map<String, String> environment = new HashMap<>(version.environment());
            clock.ifPresent(fake -> environment.putAll(fake.environment()));
            return environment;
        }
    }

    public static MySqlServer start(Path directory) {
        return start(directory, Options.DEFAULT);
    }

    /** Starts a server with its data in that directory; returns once it answers. */
    public static MySqlServer start(Path directory, Options options) {
        int port = options.port().orElseGet(LocalPort::free);
        MySqlVersion version = options.version();
        Path data = directory.resolve("data").toAbsolutePath();
        Path users = writeUsers(directory);
        version.dataTemplate().copyTo(data, template -> initialize(version, directory, template));
        List<String> command = mysqld(version, data);
        command.addAll(settings(port));
        command.addAll(List.of(
                // Relative to the data directory, because the path of a socket is limited to 107 bytes.
                "--socket=mysqld.sock", "--pid-file=mysqld.pid", "--init-file=" + users));
        command.addAll(options.settings());
        ServerProcess process = ServerProcess.start(
                new ServerCommand("MySQL", command, directory.resolve("mysqld.log"), () -> requireAnswer(port))
                        .withEnvironment(options.environment()));
        return new MySqlServer(port, process);
    }

    /** The server that {@code ./services} and {@code ./quickstart} start. */
    public static MySqlAddress usual() {
        return root(Service.MYSQL.port());
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    /** As root. */
    public MySqlAddress root() {
        return root(port);
    }

    /** As the user with only the grants that Debezium documents. */
    public MySqlAddress debezium() {
        return root().withLogin(DEBEZIUM_USER, DEBEZIUM_PASSWORD);
    }

    /**
     * As root.
     *
     * @param database must exist, or be empty
     */
    public String jdbcUrl(String database) {
        return root().jdbcUrl(database);
    }

    public String jdbcUrl(String database, String user, String password) {
        return root().withLogin(user, password).jdbcUrl(database);
    }

    /** The options of every server, in a process or a container. */
    static List<String> settings(int port) {
        return List.of(
                "--bind-address=" + HOST,
                "--port=" + port,
                "--mysqlx=OFF",
                "--skip-name-resolve",
                "--server-id=1",
                "--log-bin=binlog",
                "--binlog-format=ROW",
                "--binlog-row-image=FULL",
                "--gtid-mode=ON",
                "--enforce-gtid-consistency=ON",
                "--character-set-server=utf8mb4",
                "--default-time-zone=+00:00");
    }

    private static List<String> mysqld(MySqlVersion version, Path data) {
        List<String> command = new ArrayList<>(version.program());
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
        command.add("--datadir=" + data);
        return command;
    }

    private static void initialize(MySqlVersion version, Path directory, Path data) {
        List<String> command = mysqld(version, data);
        command.add("--initialize-insecure");
        ServerProcess.runToEnd(new ServerCommand(
                        "MySQL's initialization", command, directory.resolve("mysqld.log"), ServerCommand.NO_PROBE)
                .withEnvironment(version.environment()));
        try {
            // The server's UUID; without this file each server generates its own.
            Files.delete(data.resolve("auto.cnf"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare the data directory that MySQL initialized", e);
        }
    }

    /** Runs at every start: it has no effect if the users exist, and stays out of the binlog. */
    static Path writeUsers(Path directory) {
        String statements = """
                SET SESSION sql_log_bin = 0;
                ALTER USER 'root'@'localhost' IDENTIFIED BY '%1$s';
                CREATE USER IF NOT EXISTS 'root'@'127.0.0.1' IDENTIFIED BY '%1$s';
                GRANT ALL ON *.* TO 'root'@'127.0.0.1' WITH GRANT OPTION;
                CREATE USER IF NOT EXISTS '%2$s'@'127.0.0.1' IDENTIFIED BY '%3$s';
                GRANT SELECT, RELOAD, SHOW DATABASES, REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO '%2$s'@'127.0.0.1';
                """.formatted(ROOT_PASSWORD, DEBEZIUM_USER, DEBEZIUM_PASSWORD);
        try {
            Files.createDirectories(directory);
            return Files.writeString(directory.resolve("users.sql"), statements).toAbsolutePath();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write the file that creates the MySQL users", e);
        }
    }

    static void requireAnswer(int port) throws Exception {
        LocalPort.requireListener(port);
        try (Connection connection = DriverManager.getConnection(root(port).jdbcUrl(""))) {
            if (!connection.isValid(1)) {
                throw new SQLException("The connection is not valid");
            }
        }
    }

    static MySqlAddress root(int port) {
        return new MySqlAddress(HOST, port, "root", ROOT_PASSWORD);
    }
}
