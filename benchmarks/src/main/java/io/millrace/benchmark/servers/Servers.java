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
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The servers of one benchmark: those that the environment names, else local processes. The Connect worker is always a
 * process of ours, since its plug-ins and its use of the processor are what is measured.
 */
public final class Servers implements AutoCloseable {
    private final Benchmark.Options options;
    private final Deque<LocalServer> started = new ArrayDeque<>();

    public Servers(Benchmark.Options options) {
        this.options = options;
    }

    /** As a user who may do everything. */
    public MySqlAddress mysql() {
        return Service.MYSQL
                .given()
                .map(MySqlAddress::parse)
                .orElseGet(() -> begin(
                                "MySQL", MySqlServer.start(options.workspace().resolve("mysql")))
                        .root());
    }

    public String kafka() {
        return Service.KAFKA
                .given()
                .orElseGet(() -> begin(
                                "Kafka", KafkaBroker.start(options.workspace().resolve("kafka")))
                        .bootstrapServers());
    }

    public String nats() {
        return Service.NATS
                .given()
                .orElseGet(
                        () -> begin("NATS", NatsServer.start(options.workspace().resolve("nats")))
                                .url());
    }

    /** {@code host:port} */
    public String cassandra() {
        return CassandraServer.given()
                .orElseGet(() -> begin(
                                "Cassandra",
                                CassandraServer.start(
                                        options.workspace().resolve("cassandra"),
                                        CassandraServer.Options.DEFAULT.withHeap("1g")))
                        .contactPoint());
    }

    public String manticore() {
        return begin("Manticore", ManticoreServer.start(options.workspace().resolve("manticore")))
                .url();
    }

    /** A worker with Debezium and the plug-ins of these modules, as they were built. */
    public Worker connect(String kafka, List<String> modules) {
        Path directory = options.workspace().resolve("connect");
        List<Path> plugins = new ArrayList<>();
        plugins.add(PluginFolder.unpack(
                directory.resolve("plugins"),
                modules.stream().map(PluginFolder::builtZip).toList()));
        plugins.add(ConnectWorker.debeziumPlugin());
        Map<String, String> environment = new HashMap<>();
        if (options.profile()) {
            Path recording = directory.resolve("connect.jfr").toAbsolutePath();
            environment.put(
                    "JAVA_TOOL_OPTIONS",
                    "-XX:StartFlightRecording=settings=profile,dumponexit=true,filename=" + recording);
            options.progress().report("the worker records itself into " + recording);
        }
        return new Worker(
                begin(
                        "Connect",
                        ConnectWorker.start(
                                new ConnectWorker.Options(directory, kafka, plugins).withEnvironment(environment))),
                kafka);
    }

    /** The last one first. */
    @Override
    public void close() {
        while (!started.isEmpty()) {
            started.pop().close();
        }
    }

    private <S extends LocalServer> S begin(String name, S server) {
        started.push(server);
        options.progress().report(name + " answers");
        return server;
    }
}
