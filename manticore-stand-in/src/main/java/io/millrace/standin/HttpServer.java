package io.millrace.standin;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** Listens on 127.0.0.1 and serves each connection with a thread of its own. */
final class HttpServer implements Closeable {
    private final ServerSocket listener = new ServerSocket();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Endpoints endpoints;
    private final CompletableFuture<Void> accepting;

    /** @param port 0 for a free one */
    HttpServer(int port, Endpoints endpoints) throws IOException {
        this.endpoints = endpoints;
        // A server that was just killed leaves connections behind that would keep the port for a minute.
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        accepting = CompletableFuture.runAsync(this::accept, task -> startThread(task, "stand-in-accept"));
    }

    int port() {
        return listener.getLocalPort();
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                open.add(socket);
                startThread(() -> serve(socket), "stand-in-" + socket.getPort());
            } catch (IOException e) {
                // It was closed, or the client went away.
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            new HttpConnection(socket, endpoints).serve();
        } catch (IOException e) {
            // The client went away, or a fault broke the connection: nobody is left to tell.
        } finally {
            open.remove(socket);
        }
    }

    private static void startThread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Breaks all connections and frees the port. */
    @Override
    public void close() throws IOException {
        listener.close();
        // Until the thread has left accept(), the system keeps the port open and gives it one more connection.
        accepting.join();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
