package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A MySQL server whose binlog can be followed: row format, full row images, GTIDs. */
public final class MySqlServer extends ChildServer {
    public static final String ROOT_PASSWORD = "millrace";
    /** A user with the grants that Debezium documents, and no more. */
    public static final String DEBEZIUM_USER = "debezium";

    public static final String DEBEZIUM_PASSWORD = "dbz";

    private static final String HOST = "127.0.0.1";

    private final int port;

    private MySqlServer(int port, ServerProcess process) {
        super(process);
        this.port = port;
    }

    /** Starts one on a free port, with what it holds in that directory, and returns when it answers. */
    public static MySqlServer start(Path directory) {
        return start(directory, LocalPort.free());
    }

    public static MySqlServer start(Path directory, int port) {
        Path data = directory.resolve("data").toAbsolutePath();
        Path users = writeUsers(directory);
        ServerFiles.mysqlTemplate().copyTo(data, template -> initialize(directory, template));
        List<String> command = mysqld(data);
        command.addAll(settings(port));
        command.addAll(List.of(
                // Relative to the data directory: the path of a socket may have no more than 107 bytes.
                "--socket=mysqld.sock", "--pid-file=mysqld.pid", "--init-file=" + users));
        ServerProcess process = ServerProcess.start(
                command("MySQL", command, directory.resolve("mysqld.log"), () -> requireAnswer(port)));
        return new MySqlServer(port, process);
    }

    /** The one that {@code ./services} and {@code ./quickstart} start. */
    public static MySqlAddress usual() {
        return root(Service.MYSQL.port());
    }

    public String host() {
        return HOST;
    }

    public int port() {
        return port;
    }

    /** For a user who may do everything. */
    public MySqlAddress root() {
        return root(port);
    }

    /** For a user with the grants that Debezium documents, and no more. */
    public MySqlAddress debezium() {
        return root().withLogin(DEBEZIUM_USER, DEBEZIUM_PASSWORD);
    }

    /** For the root user. The database, which may be empty, has to exist. */
    public String jdbcUrl(String database) {
        return root().jdbcUrl(database);
    }

    public String jdbcUrl(String database, String user, String password) {
        return root().withLogin(user, password).jdbcUrl(database);
    }

    /** What every one is started with, wherever it runs. */
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

    private static List<String> mysqld(Path data) {
        Path server = ServerFiles.mysql();
        List<String> command = new ArrayList<>();
        command.add(server.resolve("bin/mysqld").toString());
        command.add("--no-defaults");
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
        command.add("--basedir=" + server);
        command.add("--datadir=" + data);
        command.add("--innodb-log-file-size=32M");
        return command;
    }

    private static void initialize(Path directory, Path data) {
        List<String> command = mysqld(data);
        command.add("--initialize-insecure");
        ServerProcess.runToEnd(
                command("MySQL's initialization", command, directory.resolve("mysqld.log"), ServerCommand.NO_PROBE));
        try {
            // The server's id, which each makes for itself when it has none.
            Files.delete(data.resolve("auto.cnf"));
        } catch (IOException e) {
            throw new UncheckedIOException("MySQL's initialization is not what was expected", e);
        }
    }

    private static ServerCommand command(String name, List<String> command, Path log, ServerCommand.Probe probe) {
        ServerCommand plain = new ServerCommand(name, command, log, probe);
        return ServerFiles.libraries()
                .map(libraries -> plain.withEnvironment(Map.of("LD_LIBRARY_PATH", libraries.toString())))
                .orElse(plain);
    }

    /** Read by every start: harmless when the users exist, and kept out of the binlog. */
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
            throw new UncheckedIOException("The users of MySQL cannot be written", e);
        }
    }

    static void requireAnswer(int port) throws Exception {
        LocalPort.requireListener(port);
        try (Connection connection = DriverManager.getConnection(root(port).jdbcUrl(""))) {
            if (!connection.isValid(1)) {
                throw new SQLException("The connection was closed");
            }
        }
    }

    static MySqlAddress root(int port) {
        return new MySqlAddress(HOST, port, "root", ROOT_PASSWORD);
    }
}
