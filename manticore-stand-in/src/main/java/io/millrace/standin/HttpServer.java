package io.millrace.standin;

import java.io.Closeable;
import java.io.IOException;
import java.io.InterruptedIOException;
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
    private final Thread acceptor;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private HttpServer(ServerSocket listener, HttpHandler handler) {
        this.listener = listener;
        this.handler = handler;
        this.acceptor = daemon(this::accept, "stand-in-accept");
    }

    /** @param port 0 for a free one */
    static HttpServer start(int port, HttpHandler handler) throws IOException {
        ServerSocket listener = new ServerSocket();
        // A server that was just killed leaves connections behind that would keep the port for a minute.
        listener.setReuseAddress(true);
        listener.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        HttpServer server = new HttpServer(listener, handler);
        server.acceptor.start();
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
                daemon(() -> serve(socket), "stand-in-" + socket.getPort()).start();
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

    private static Thread daemon(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Breaks all connections and frees the port. */
    @Override
    public void close() throws IOException {
        listener.close();
        // Until the thread has left accept(), the system keeps the port open and gives it one more connection.
        joinAcceptor();
        for (Socket socket : open) {
            socket.close();
        }
    }

    private void joinAcceptor() throws InterruptedIOException {
        try {
            acceptor.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("Interrupted while the stand-in was closed");
        }
    }
}
