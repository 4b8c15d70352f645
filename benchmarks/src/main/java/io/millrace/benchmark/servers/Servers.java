package io.millrace.benchmark.servers;

import io.millrace.benchmark.measure.Benchmark;
import io.millrace.local.CassandraServer;
import io.millrace.local.ConnectWorker;
import io.millrace.local.KafkaBroker;
import io.millrace.local.LocalServer;
import io.millrace.local.ManticoreServer;
import io.millrace.local.MySqlAddress;
import io.millrace.local.MySqlServer;
import io.millrace.local.NatsServer;
import io.millrace.local.PluginFolder;
import io.millrace.local.Service;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSetting;
import io.millrace.nats.NatsSettings;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The servers of one benchmark: those that the environment names, otherwise local processes. The Connect worker is always
 * a local process, because its plug-ins and its CPU usage are what is measured.
 */
public final class Servers implements AutoCloseable {
    private final Benchmark.Options options;
    private final Deque<LocalServer> started = new ArrayDeque<>();
    private final Map<String, LocalServer> byName = new LinkedHashMap<>();

    public Servers(Benchmark.Options options) {
        this.options = options;
    }

    /** The address, with a user who has all privileges. */
    public MySqlAddress mysql() {
        return Service.MYSQL
                .given()
                .map(MySqlAddress::parse)
                .orElseGet(() -> register(
                                "MySQL", MySqlServer.start(options.workspace().resolve("mysql")))
                        .root());
    }

    public String kafka() {
        return Service.KAFKA
                .given()
                .orElseGet(() -> register(
                                "Kafka", KafkaBroker.start(options.workspace().resolve("kafka")))
                        .bootstrapServers());
    }

    public String nats() {
        return Service.NATS
                .given()
                .orElseGet(() -> register(
                                "NATS", NatsServer.start(options.workspace().resolve("nats")))
                        .url());
    }

    /** A server that has each message on its disk before it acknowledges it. */
    public String natsThatSyncsAlways() {
        return register(
                        "NATS with sync_interval: always",
                        NatsServer.start(
                                options.workspace().resolve("nats-synced"),
                                NatsServer.Options.DEFAULT.withSyncAlways()))
                .url();
    }

    /** {@code host:port} */
    public String cassandra() {
        return CassandraServer.given()
                .orElseGet(() -> register(
                                "Cassandra",
                                CassandraServer.start(
                                        options.workspace().resolve("cassandra"),
                                        CassandraServer.Options.DEFAULT.withHeap("1g")))
                        .contactPoint());
    }

    public String manticore() {
        return register("Manticore", ManticoreServer.start(options.workspace().resolve("manticore")))
                .url();
    }

    /** Starts a worker with Debezium and the built plug-ins of these modules. */
    public Worker connect(String kafka, List<String> modules) {
        return connect(kafka, modules, Map.of());
    }

    /** @param variables that the files of connect-config refer to */
    public Worker connect(String kafka, List<String> modules, Map<String, String> variables) {
        Path directory = options.workspace().resolve("connect");
        List<Path> plugins = new ArrayList<>();
        plugins.add(PluginFolder.unpack(
                directory.resolve("plugins"),
                modules.stream().map(PluginFolder::builtZip).toList()));
        plugins.add(ConnectWorker.debeziumPlugin());
        Map<String, String> environment = new HashMap<>(variables);
        if (options.profile()) {
            Path recording = directory.resolve("connect.jfr").toAbsolutePath();
            environment.put(
                    "JAVA_TOOL_OPTIONS",
                    "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording);
            options.progress().report("Java Flight Recorder writes to " + recording);
        }
        return new Worker(
                register(
                        "Connect",
                        ConnectWorker.start(
                                new ConnectWorker.Options(directory, kafka, plugins).withEnvironment(environment))),
                kafka);
    }

    /** Connects to NATS; without a listener of its own jnats would print every flow control message. */
    public static NatsSession session(String nats) {
        return NatsSession.reconnecting(
                NatsSettings.from(Map.of(NatsSetting.SERVERS.key(), nats)), "millrace-benchmark", (text, cause) -> {});
    }

    /** A folder for another program. */
    public Path directory(String name) {
        return options.workspace().resolve(name);
    }

    /** What the processes of these servers have used so far, by the servers' names; nothing of those elsewhere. */
    public Map<String, ProcessUse> uses() {
        Map<String, ProcessUse> uses = new LinkedHashMap<>();
        byName.forEach((name, server) -> server.process().ifPresent(each -> uses.put(name, ProcessUse.of(each))));
        return uses;
    }

    /** Stops the servers, the last started first. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    private <S extends LocalServer> S register(String name, S server) {
        started.push(server);
        byName.put(name, server);
        options.progress().report(name + " is up");
        return server;
    }
}
