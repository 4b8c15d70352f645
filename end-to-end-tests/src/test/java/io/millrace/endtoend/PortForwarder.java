package io.millrace.endtoend;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** {@code PORT TARGET}: hands the connections to one port of 127.0.0.1 on to another, until standard input ends. */
final class PortForwarder {
    private PortForwarder() {}

    public static void main(String[] arguments) throws IOException {
        ServerSocket listener = new ServerSocket();
        listener.setReuseAddress(true);
        listener.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(arguments[0])));
        startThread(() -> accept(listener, Integer.parseInt(arguments[1])));
        // Whoever started this holds the other end, which the system closes however that process ends.
        while (System.in.read() >= 0) {
            // Nothing is sent.
        }
        System.exit(0);
    }

    private static void accept(ServerSocket listener, int target) throws IOException {
        while (true) {
            Socket client = listener.accept();
            startThread(() -> {
                try (client;
                        Socket server = new Socket(InetAddress.getLoopbackAddress(), target)) {
                    client.setTcpNoDelay(true);
                    server.setTcpNoDelay(true);
                    startThread(() -> copy(client, server));
                    copy(server, client);
                }
            });
        }
    }

    /** Ends both connections when one of them ends. */
    private static void copy(Socket from, Socket to) throws IOException {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        }
    }

    private interface Transfer {
        void run() throws IOException;
    }

    private static void startThread(Transfer transfer) {
        Thread thread = new Thread(() -> {
            try {
                transfer.run();
            } catch (IOException e) {
                // One side went away, and the other one is closed.
            }
        });
        thread.setDaemon(true);
        thread.start();
    }
}
