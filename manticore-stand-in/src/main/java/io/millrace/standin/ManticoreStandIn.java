package io.millrace.standin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;

/**
 * Plays Manticore on 127.0.0.1 for tests and demonstrations. It answers what this project sends as a real server was
 * recorded to, and refuses with "trap: …" everything that a real server would quietly change, and every request that
 * nothing here sends: so each trap is an assertion in every test. What it answered with success survives the end of the
 * process, however that comes; {@link #powerCut} takes the last second away.
 *
 * <p>{@link Faults} plays what goes wrong with servers; an orderly stop on SIGTERM is one of them.
 */
public final class ManticoreStandIn implements AutoCloseable {
    private static final long SYNC_INTERVAL_MS = 1_000;

    private final Catalog catalog;
    private final HttpServer server;
    private final Faults faults;
    private final Timer syncs = new Timer("stand-in-sync", true);

    private ManticoreStandIn(Catalog catalog, HttpServer server, Faults faults) {
        this.catalog = catalog;
        this.server = server;
        this.faults = faults;
        syncs.schedule(new Sync(catalog), SYNC_INTERVAL_MS, SYNC_INTERVAL_MS);
    }

    /** As a real server's binlog is synced. */
    private static final class Sync extends TimerTask {
        private final Catalog catalog;

        Sync(Catalog catalog) {
            this.catalog = catalog;
        }

        @Override
        public void run() {
            try {
                catalog.sync();
            } catch (IOException e) {
                // It was closed meanwhile.
                cancel();
            }
        }
    }

    /**
     * Opens the tables in the directory, which it makes if need be, and listens.
     *
     * @param port 0 for a free one
     * @param required what requests must have, or are answered with 401
     */
    public static ManticoreStandIn start(Path dataDirectory, int port, Credentials... required) throws IOException {
        Catalog catalog = new Catalog(dataDirectory);
        Faults faults = new Faults();
        HttpServer server = HttpServer.start(port, new Endpoints(catalog, faults, List.of(required)));
        return new ManticoreStandIn(catalog, server, faults);
    }

    public String url() {
        return "http://127.0.0.1:" + server.port();
    }

    /** What is to go wrong. */
    public Faults faults() {
        return faults;
    }

    /** Ends as the process does when the power fails: what was written in the last second is lost. */
    public void powerCut() throws IOException {
        syncs.cancel();
        server.close();
        catalog.powerCut();
    }

    /** Breaks all connections, as the end of the process would. */
    @Override
    public void close() throws IOException {
        syncs.cancel();
        server.close();
        catalog.close();
    }

    /** {@code PORT DIRECTORY}: serves until the process ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ManticoreStandIn standIn = start(Path.of(arguments[1]), Integer.parseInt(arguments[0]));
        System.out.println("Manticore stand-in at " + standIn.url());
        Thread.currentThread().join();
    }
}
