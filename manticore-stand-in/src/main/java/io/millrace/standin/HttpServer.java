package io.millrace.standin;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Listens on 127.0.0.1 and serves each connection with a thread of its own. */
final class HttpServer implements Closeable {
    private final ServerSocket listener;
    private final HttpHandler handler;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private HttpServer(ServerSocket listener, HttpHandler handler) {
        this.listener = listener;
        this.handler = handler;
    }

    /** @param port 0 for a free one */
    static HttpServer start(int port, HttpHandler handler) throws IOException {
        ServerSocket listener = new ServerSocket();
        // A server that was just killed leaves connections behind that would keep the port for a minute.
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        HttpServer server = new HttpServer(listener, handler);
        server.startThread(server::accept, "stand-in-accept");
        return server;
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
            new HttpConnection(socket, handler).serve();
        } catch (IOException e) {
            // The client went away, or a fault broke the connection: nobody is left to tell.
        } finally {
            open.remove(socket);
        }
    }

    private void startThread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Breaks all connections and frees the port. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : open) {
            socket.close();
        }
    }
}
