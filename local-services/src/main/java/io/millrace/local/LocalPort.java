package io.millrace.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports of the loopback interface. */
public final class LocalPort {
    /** Below Linux's ephemeral ports (32768 and up), so that no outgoing connection takes the port of a server while it restarts. */
    private static final int LOWEST = 15_000;

    private static final int HIGHEST = 32_000;
    private static final int ATTEMPTS = 200;
    private static final int CONNECT_TIMEOUT_MS = 2_000;

    private static final FileChannel RESERVATIONS = reservations();
    /** A lock that is garbage is no longer seen by this JVM. */
    private static final List<FileLock> RESERVED = new ArrayList<>();

    private LocalPort() {}

    /**
     * A random port that was free a moment ago. No other JVM of this user gets it from here as long as this one runs, so
     * that it stays free while a server is starting, or is away to be restarted.
     */
    public static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(LOWEST, HIGHEST);
            if (reserve(port) && isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException(
                "None of " + ATTEMPTS + " ports between " + LOWEST + " and " + HIGHEST + " is free");
    }

    /** Locks the byte of a file; the system unlocks it when the JVM ends, however it ends. */
    private static synchronized boolean reserve(int port) {
        try {
            FileLock lock = RESERVATIONS.tryLock(port, 1, false);
            return lock != null && RESERVED.add(lock);
        } catch (OverlappingFileLockException reservedHere) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot reserve port " + port, e);
        }
    }

    private static FileChannel reservations() {
        Path file =
                Path.of(System.getProperty("java.io.tmpdir"), "millrace-ports-of-" + System.getProperty("user.name"));
        try {
            return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot open " + file, e);
        }
    }

    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(loopback(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    static void requireListener(int port) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(loopback(), port), CONNECT_TIMEOUT_MS);
        }
    }

    /** Whether a server listens at an address, which is a URL or host:port. */
    static boolean answers(String address) {
        URI uri = URI.create(address.contains("://") ? address : "tcp://" + address);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), CONNECT_TIMEOUT_MS);
            return true;
        } catch (IOException nobody) {
            return false;
        }
    }

    static InetAddress loopback() {
        try {
            return InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 1});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
