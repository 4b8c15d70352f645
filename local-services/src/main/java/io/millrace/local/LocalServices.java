package io.millrace.local;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/**
 * All servers of the pipeline: external ones if the environment names them, otherwise local processes, or in tests
 * containers if a Docker engine has their images. {@link #close} stops what was started, and leaves external servers
 * alone.
 */
public final class LocalServices implements AutoCloseable {
    private static final ContainerChoice CONTAINERS = ContainerChoice.ofThisMachine();

    private final Options options;
    private final Map<Service, String> addresses = Collections.synchronizedMap(new EnumMap<>(Service.class));
    private final Map<Service, LocalServer> servers = Collections.synchronizedMap(new EnumMap<>(Service.class));

    private LocalServices(Options options) {
        this.options = options;
    }

    /**
     * What to start, and where.
     *
     * @param directory of the servers' data and logs, with a folder for each
     * @param plugins folders for Connect's plugin.path, in addition to Debezium's
     * @param ports the port to start each server on
     * @param progress called when a service answers
     * @param mysql how to start MySQL as a process
     * @param nats how to start NATS as a process
     * @param worker variables of the worker, besides the addresses of the servers
     */
    public record Options(
            Path directory,
            List<Path> plugins,
            ToIntFunction<Service> ports,
            Progress progress,
            MySqlServer.Options mysql,
            NatsServer.Options nats,
            Map<String, String> worker) {
        public Options(Path directory, List<Path> plugins, ToIntFunction<Service> ports, Progress progress) {
            this(
                    directory,
                    plugins,
                    ports,
                    progress,
                    MySqlServer.Options.DEFAULT,
                    NatsServer.Options.DEFAULT,
                    Map.of());
        }

        /** On free ports, without reporting progress. */
        public Options(Path directory, List<Path> plugins) {
            this(directory, plugins, service -> LocalPort.free(), (service, address, time) -> {});
        }

        public Options withMySql(MySqlServer.Options value) {
            return new Options(directory, plugins, ports, progress, value, nats, worker);
        }

        public Options withNats(NatsServer.Options value) {
            return new Options(directory, plugins, ports, progress, mysql, value, worker);
        }

        public Options withWorkerEnvironment(Map<String, String> variables) {
            return new Options(directory, plugins, ports, progress, mysql, nats, variables);
        }

        Path directoryOf(Service service) {
            return directory.resolve(service.name().toLowerCase(Locale.ROOT));
        }
    }

    /** Receives the progress of the start. */
    public interface Progress {
        /** @param time how long the start took; empty for an external service */
        void answers(Service service, String address, Optional<Duration> time);
    }

    /** Starts what is not external; returns once all answer. If one does not, stops all the others. */
    public static LocalServices start(Options options) {
        requireAllBesideAGivenWorker();
        LocalServices services = new LocalServices(options);
        try {
            inParallel(List.of(
                    () -> services.provide(Service.MYSQL),
                    () -> services.provide(Service.NATS),
                    () -> services.provide(Service.KAFKA),
                    () -> services.provide(Service.MANTICORE)));
            services.provide(Service.CONNECT);
            return services;
        } catch (RuntimeException e) {
            services.close();
            throw e;
        }
    }

    public ServiceEndpoints endpoints() {
        return new ServiceEndpoints(addresses);
    }

    /** The server, so that a test can stop and restart it; empty for an external one. */
    public Optional<LocalServer> server(Service service) {
        return Optional.ofNullable(servers.get(service));
    }

    /** Connect stops first, since it uses all the others. */
    @Override
    public void close() {
        server(Service.CONNECT).ifPresent(LocalServer::close);
        inParallel(
                servers.values().stream().<Runnable>map(server -> server::close).toList());
    }

    private static void requireAllBesideAGivenWorker() {
        List<String> missing = Arrays.stream(Service.values())
                .filter(service -> service.given().isEmpty())
                .map(Service::variable)
                .toList();
        if (Service.CONNECT.given().isPresent() && !missing.isEmpty()) {
            throw new IllegalStateException(
                    "%s names an external worker, whose connectors use the servers in its own environment. Set %s to the same servers."
                            .formatted(Service.CONNECT.variable(), String.join(", ", missing)));
        }
    }

    private void provide(Service service) {
        Optional<String> given = service.given();
        if (given.isPresent()) {
            addresses.put(service, given.get());
            options.progress().answers(service, given.get(), Optional.empty());
            return;
        }
        Instant begin = Instant.now();
        int port = options.ports().applyAsInt(service);
        String address = service.localAddress(port);
        servers.put(service, start(service, options.directoryOf(service), port));
        addresses.put(service, address);
        options.progress().answers(service, address, Optional.of(Duration.between(begin, Instant.now())));
    }

    private LocalServer start(Service service, Path directory, int port) {
        return CONTAINERS
                .imageFor(service)
                .map(image -> startContainer(service, image, directory, port))
                .orElseGet(() -> startProcess(service, directory, port));
    }

    private LocalServer startProcess(Service service, Path directory, int port) {
        return switch (service) {
            case MYSQL -> MySqlServer.start(directory, options.mysql().withPort(port));
            case NATS ->
                NatsServer.start(directory, options.nats().withPort(port).withSyncAlways());
            case KAFKA -> KafkaBroker.start(directory, port);
            case MANTICORE -> ManticoreServer.start(directory, port);
            case CONNECT -> {
                List<Path> plugins = new ArrayList<>(options.plugins());
                plugins.add(ConnectWorker.debeziumPlugin());
                yield ConnectWorker.start(connect(directory, plugins), port);
            }
        };
    }

    private LocalServer startContainer(Service service, String image, Path directory, int port) {
        String address = service.localAddress(port);
        return switch (service) {
            case MYSQL ->
                ServerContainer.start(
                        ServiceContainers.mysql(image, directory, port), () -> MySqlServer.requireAnswer(port));
            case NATS ->
                ServerContainer.start(ServiceContainers.nats(image, port), () -> NatsServer.requireGreeting(port));
            case KAFKA ->
                ServerContainer.start(
                        ServiceContainers.kafka(image, directory, port), () -> KafkaBroker.requireAnswer(port));
            case MANTICORE ->
                ServerContainer.start(
                        ServiceContainers.manticore(image, port), () -> ManticoreServer.requireAnswer(address));
            // The image contains Debezium.
            case CONNECT ->
                ServerContainer.start(
                        ServiceContainers.connect(image, connect(directory, options.plugins()), port),
                        new ConnectRest(address)::requireHealthy);
        };
    }

    private ConnectWorker.Options connect(Path directory, List<Path> plugins) {
        MySqlAddress debezium = endpoints().mysql();
        if (servers.containsKey(Service.MYSQL)) {
            debezium = debezium.withLogin(MySqlServer.DEBEZIUM_USER, MySqlServer.DEBEZIUM_PASSWORD);
        }
        Map<String, String> environment = new HashMap<>(endpoints().forConnectors(debezium));
        environment.putAll(options.worker());
        ConnectWorker.Options worker = new ConnectWorker.Options(
                        directory, endpoints().kafkaBootstrap(), plugins)
                .withEnvironment(environment);
        // An external Kafka may have a Connect cluster of the usual name, whose workers use other servers.
        return servers.containsKey(Service.KAFKA) ? worker : worker.withGroupId("millrace-" + UUID.randomUUID());
    }

    /** Waits for all actions even if one fails, so that no server is left running unnoticed. */
    private static void inParallel(List<Runnable> actions) {
        if (actions.isEmpty()) {
            return;
        }
        ExecutorService executor = Executors.newFixedThreadPool(actions.size());
        try {
            CompletableFuture.allOf(actions.stream()
                            .map(action -> CompletableFuture.runAsync(action, executor))
                            .toArray(CompletableFuture<?>[]::new))
                    .join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException failure ? failure : e;
        } finally {
            executor.shutdown();
        }
    }
}
