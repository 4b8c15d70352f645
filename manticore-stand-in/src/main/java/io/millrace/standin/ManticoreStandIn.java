package io.millrace.standin;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Plays Manticore on 127.0.0.1 for tests and demonstrations. It answers what this project sends as a real server was
 * recorded to, and refuses with "trap: …" everything that a real server would quietly change, and every request that
 * nothing here sends: so each trap is an assertion in every test. What it answered with success survives the end of the
 * process, however that comes; {@link #powerCut} takes the last second away.
 *
 * <p>{@link Faults} plays what goes wrong with servers; an orderly stop on SIGTERM is one of them.
 */
public final class ManticoreStandIn implements AutoCloseable {
    private final Faults faults;
    private final Catalog catalog;
    private final HttpServer server;

    private ManticoreStandIn(Path dataDirectory, int port) throws IOException {
        catalog = new Catalog(dataDirectory);
        faults = new Faults(Files.getFileStore(dataDirectory));
        server = new HttpServer(port, new Endpoints(catalog, faults));
    }

    /**
     * Opens the tables in the directory, which it makes if need be, and listens.
     *
     * @param port 0 for a free one
     */
    public static ManticoreStandIn start(Path dataDirectory, int port) throws IOException {
        return new ManticoreStandIn(dataDirectory, port);
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
        server.close();
        for (Table table : catalog.tables()) {
            table.powerCut();
        }
    }

    /** Breaks all connections, as the end of the process would. */
    @Override
    public void close() throws IOException {
        server.close();
        for (Table table : catalog.tables()) {
            table.close();
        }
    }

    /** {@code PORT DIRECTORY}: serves until the process ends. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        ManticoreStandIn standIn = start(Path.of(arguments[1]), Integer.parseInt(arguments[0]));
        System.out.println("Manticore stand-in at " + standIn.url());
        Thread.currentThread().join();
    }
}
