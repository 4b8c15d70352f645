package io.millrace.fault.pipeline;

import io.millrace.local.LocalPort;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/** Forwards the connections of clients to a server, well or badly. */
public final class Link implements AutoCloseable {
    private static final int CHUNK = 1 << 14;
    private static final int SLOW_CHUNK = 1 << 10;
    private static final int SLOW_PAUSE_MS = 5;

    private final ServerSocket listener;
    private final int server;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile State state = State.GOOD;
    private volatile boolean used;

    /** What becomes of bytes. */
    public enum State {
        GOOD,
        /** They take their time. */
        SLOW,
        /** None arrive, in neither direction, and no connection ends: a cable is out. */
        SILENT,
        /** Requests arrive, and their answers only when this is over. */
        UNANSWERED
    }

    private enum Direction {
        TO_SERVER,
        TO_CLIENT
    }

    private Link(ServerSocket listener, int server) {
        this.listener = listener;
        this.server = server;
    }

    /** @param server its port on this machine */
    static Link to(int server) {
        try {
            ServerSocket listener = new ServerSocket();
            listener.setReuseAddress(true);
            listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), LocalPort.free()));
            Link link = new Link(listener, server);
            start("link-" + server, link::accept);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot listen for connections to port " + server, e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /** Whether a client has ever connected through it. */
    boolean isUsed() {
        return used;
    }

    public void set(State value) {
        state = value;
    }

    /** Breaks all connections, in the middle of whatever they carry. */
    public void cut() {
        sockets.forEach(Link::close);
        sockets.clear();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                used = true;
                sockets.add(client);
                start("link-" + server, () -> connect(client));
            } catch (IOException closed) {
                // The loop's condition says whether it was this link that was closed.
            }
        }
    }

    private void connect(Socket client) {
        try {
            Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server);
            sockets.add(upstream);
            start("link-" + server, () -> pump(client, upstream, Direction.TO_SERVER));
            pump(upstream, client, Direction.TO_CLIENT);
        } catch (IOException away) {
            close(client);
            sockets.remove(client);
        }
    }

    private void pump(Socket from, Socket to, Direction direction) {
        byte[] bytes = new byte[CHUNK];
        try {
            InputStream input = from.getInputStream();
            OutputStream output = to.getOutputStream();
            int length;
            while ((length = input.read(bytes, 0, state == State.SLOW ? SLOW_CHUNK : CHUNK)) >= 0) {
                hold(from, direction);
                output.write(bytes, 0, length);
            }
        } catch (IOException | InterruptedException broken) {
            // Then the other direction is as well.
        } finally {
            close(from);
            close(to);
            sockets.remove(from);
            sockets.remove(to);
        }
    }

    private void hold(Socket from, Direction direction) throws InterruptedException {
        if (state == State.SLOW) {
            TimeUnit.MILLISECONDS.sleep(SLOW_PAUSE_MS);
        }
        while (!from.isClosed()
                && (state == State.SILENT || state == State.UNANSWERED && direction == Direction.TO_CLIENT)) {
            TimeUnit.MILLISECONDS.sleep(SLOW_PAUSE_MS);
        }
    }

    private static void start(String name, Runnable work) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is as good as closed.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            cut();
        }
    }
}
