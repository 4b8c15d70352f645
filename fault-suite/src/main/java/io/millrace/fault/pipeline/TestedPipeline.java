package io.millrace.fault.pipeline;

import static org.awaitility.Awaitility.await;

import io.millrace.comparison.ManticoreReader;
import io.millrace.local.ConnectWorker;
import io.millrace.local.Directories;
import io.millrace.local.FakeClock;
import io.millrace.local.KafkaBroker;
import io.millrace.local.LocalPort;
import io.millrace.local.LocalServer;
import io.millrace.local.ManticoreServer;
import io.millrace.local.MySqlServer;
import io.millrace.local.NatsServer;
import io.millrace.local.PluginFolder;
import io.millrace.local.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * All servers of the pipeline as local processes that are no one else's, with the built plug-ins and the connectors of
 * connect-config. Between the connectors and their servers is a {@link Link} each, except for Kafka, which tells its clients
 * its own address.
 */
public final class TestedPipeline implements AutoCloseable {
    public static final String DATABASE = "shop";

    /** The source of an application's own events, which the sink reads as well. */
    public static final String APPLICATION = "web";

    /** How long anything may take that needs only time, on a machine that has other things to do. */
    public static final Duration PATIENCE = Duration.ofMinutes(6);

    private static final String SECOND_WORKER = "connect-2";
    private static final String LOG_OF_WORKER = "connect.log";

    private final Path directory;
    private final Map<Service, LocalServer> servers = new EnumMap<>(Service.class);
    private final Map<Service, Link> links = new EnumMap<>(Service.class);
    private final Map<Service, SmallDisk> disks = new EnumMap<>(Service.class);
    private final Addresses addresses;
    private final Setup setup;
    private final Connectors connectors;
    private @Nullable ConnectWorker secondWorker;
    private @Nullable FakeClock clockOfMysql;

    private TestedPipeline(Path directory, Setup setup) {
        this.directory = directory;
        this.setup = setup;
        this.addresses = Addresses.free();
        this.connectors = new Connectors(connectUrl());
        links.put(Service.MYSQL, Link.to(addresses.mysql()));
        links.put(Service.NATS, Link.to(addresses.nats()));
        links.put(Service.MANTICORE, Link.to(addresses.manticore()));
    }

    /** Where the servers really are. */
    private record Addresses(int mysql, int nats, int manticore, int connect) {
        static Addresses free() {
            return new Addresses(LocalPort.free(), LocalPort.free(), LocalPort.free(), LocalPort.free());
        }
    }

    /** Starts the servers with an empty database and a table for signals; no connector is registered. */
    public static TestedPipeline start(Path directory, Setup setup) throws SQLException {
        SmallDisk.unmountBelow(directory);
        Directories.delete(directory);
        TestedPipeline pipeline = new TestedPipeline(directory, setup);
        try {
            pipeline.startServers();
            pipeline.createDatabase();
            return pipeline;
        } catch (RuntimeException | SQLException e) {
            pipeline.close();
            throw e;
        }
    }

    private void startServers() {
        if (setup.smallDisks()) {
            for (Service service : List.of(Service.KAFKA, Service.NATS, Service.MANTICORE)) {
                disks.put(service, SmallDisk.mount(directoryOf(service)));
            }
        }
        MySqlServer.Options options = mysqlOptions();
        CompletableFuture<MySqlServer> mysql =
                CompletableFuture.supplyAsync(() -> MySqlServer.start(directoryOf(Service.MYSQL), options));
        CompletableFuture<NatsServer> nats = CompletableFuture.supplyAsync(() -> NatsServer.start(
                directoryOf(Service.NATS),
                NatsServer.Options.DEFAULT.withPort(addresses.nats()).withSyncAlways()));
        CompletableFuture<ManticoreServer> manticore = CompletableFuture.supplyAsync(
                () -> ManticoreServer.start(directoryOf(Service.MANTICORE), addresses.manticore()));
        KafkaBroker kafka = add(Service.KAFKA, KafkaBroker.start(directoryOf(Service.KAFKA)));
        add(Service.MYSQL, mysql.join());
        add(Service.NATS, nats.join());
        add(Service.MANTICORE, manticore.join());
        unpackPlugins();
        add(
                Service.CONNECT,
                ConnectWorker.start(
                        worker(directoryOf(Service.CONNECT), kafka.bootstrapServers()), addresses.connect()));
    }

    private MySqlServer.Options mysqlOptions() {
        MySqlServer.Options options = setup.mysqlOptions().withPort(addresses.mysql());
        if (!setup.fakeClock()) {
            return options;
        }
        try {
            clockOfMysql = FakeClock.in(directory.resolve("clock-of-mysql"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot give MySQL a clock of its own", e);
        }
        return options.withClock(clockOfMysql);
    }

    private void unpackPlugins() {
        PluginFolder.unpack(
                directory.resolve("plugins"),
                List.of(
                        PluginFolder.builtZip("nats-bridge-connector"),
                        PluginFolder.builtZip("manticore-sink-connector"),
                        PluginFolder.builtZip("status-extension")));
    }

    private ConnectWorker.Options worker(Path folder, String kafka) {
        return new ConnectWorker.Options(
                        folder, kafka, List.of(directory.resolve("plugins"), ConnectWorker.debeziumPlugin()))
                .withEnvironment(Map.of(
                        "MILLRACE_MYSQL_HOST",
                        "127.0.0.1",
                        "MILLRACE_MYSQL_PORT",
                        Integer.toString(link(Service.MYSQL).port()),
                        "MILLRACE_MYSQL_USER",
                        MySqlServer.DEBEZIUM_USER,
                        "MILLRACE_MYSQL_PASSWORD",
                        MySqlServer.DEBEZIUM_PASSWORD,
                        "MILLRACE_NATS_URL",
                        "nats://127.0.0.1:" + link(Service.NATS).port(),
                        "MILLRACE_KAFKA_BOOTSTRAP",
                        kafka,
                        "MILLRACE_MANTICORE_URL",
                        "http://127.0.0.1:" + link(Service.MANTICORE).port()));
    }

    private <S extends LocalServer> S add(Service service, S server) {
        servers.put(service, server);
        return server;
    }

    private Path directoryOf(Service service) {
        return directory.resolve(service.name().toLowerCase(Locale.ROOT));
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = connection("");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + DATABASE + " CHARACTER SET utf8mb4");
            statement.execute("CREATE TABLE shop.millrace_signal"
                    + " (id VARCHAR(42) PRIMARY KEY, type VARCHAR(32) NOT NULL, data TEXT)");
            statement.execute("GRANT INSERT ON shop.millrace_signal TO " + MySqlServer.DEBEZIUM_ACCOUNT);
        }
    }

    public LocalServer server(Service service) {
        LocalServer server = servers.get(service);
        if (server == null) {
            throw new IllegalStateException(service.title() + " is not running");
        }
        return server;
    }

    /** The way of the connectors to a server: MySQL, NATS or Manticore. */
    public Link link(Service service) {
        Link link = links.get(service);
        if (link == null) {
            throw new IllegalArgumentException("There is no link to " + service.title());
        }
        return link;
    }

    /** The file system of a server that has one of its own. */
    public SmallDisk diskOf(Service service) {
        SmallDisk disk = disks.get(service);
        if (disk == null) {
            throw new IllegalStateException(service.title() + " has no file system of its own");
        }
        return disk;
    }

    /** Starts a worker beside the first one; it has joined when this returns. Who starts it stops it. */
    public ConnectWorker startSecondWorker() {
        secondWorker = ConnectWorker.start(worker(directory.resolve(SECOND_WORKER), kafkaBootstrap()));
        return secondWorker;
    }

    /** The one that can be set back. */
    public FakeClock clockOfMysql() {
        if (clockOfMysql == null) {
            throw new IllegalStateException("MySQL has the machine's clock");
        }
        return clockOfMysql;
    }

    /** Where Manticore or NATS keeps its data. */
    public Path dataOf(Service service) {
        return directoryOf(service).resolve(service == Service.NATS ? "jetstream" : "data");
    }

    public Path logOfWorker() {
        return directoryOf(Service.CONNECT).resolve(LOG_OF_WORKER);
    }

    /** Those of all workers that have run. */
    public List<Path> logsOfWorkers() {
        return Stream.of(logOfWorker(), directory.resolve(SECOND_WORKER).resolve(LOG_OF_WORKER))
                .filter(Files::exists)
                .toList();
    }

    /** The id of the worker's process. */
    public long processOfWorker() throws IOException {
        return Long.parseLong(Files.readString(Path.of(logOfWorker() + ".pid")).split(" ")[0]);
    }

    /** Opens a session in the database, as root and with time zone UTC. */
    public Connection mysql() throws SQLException {
        return mysql(DATABASE);
    }

    /** Opens such a session in another database. */
    public Connection mysql(String database) throws SQLException {
        Connection connection = connection(database);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET time_zone = '+00:00'");
        }
        return connection;
    }

    /** A reader of the index itself. */
    public ManticoreReader manticore() {
        return new ManticoreReader(manticoreUrl());
    }

    public String manticoreUrl() {
        return "http://127.0.0.1:" + addresses.manticore();
    }

    public String natsUrl() {
        return "nats://127.0.0.1:" + addresses.nats();
    }

    public String mysqlUrl() {
        return mysqlServer().root().url();
    }

    public String kafkaBootstrap() {
        return ((KafkaBroker) server(Service.KAFKA)).bootstrapServers();
    }

    public String connectUrl() {
        return "http://127.0.0.1:" + addresses.connect();
    }

    public Connectors connectors() {
        return connectors;
    }

    private MySqlServer mysqlServer() {
        return (MySqlServer) server(Service.MYSQL);
    }

    /** Returns when each of these tables has rows in the index. */
    public void awaitIndexed(List<String> tables) {
        await("tables in the index")
                .atMost(PATIENCE)
                .until(() -> tables.stream()
                        .noneMatch(table -> manticore().progress(table).isEmpty()));
        links.forEach((service, link) -> {
            if (!link.isUsed()) {
                throw new IllegalStateException("The connectors reach " + service.title()
                        + " another way than through its link, so no fault of the link would strike");
            }
        });
    }

    private Connection connection(String database) throws SQLException {
        return DriverManager.getConnection(
                mysqlServer().jdbcUrl(database) + "&yearIsDateType=false&preserveInstants=false");
    }

    /** Connect ends first, since it uses all the others. */
    @Override
    public void close() {
        LocalServer connect = servers.remove(Service.CONNECT);
        if (connect != null) {
            connect.close();
        }
        if (secondWorker != null) {
            secondWorker.close();
        }
        servers.values().forEach(LocalServer::close);
        servers.clear();
        disks.values().forEach(SmallDisk::close);
        disks.clear();
        links.values().forEach(Link::close);
    }
}
