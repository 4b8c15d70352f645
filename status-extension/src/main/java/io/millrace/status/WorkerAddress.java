package io.millrace.status;

import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A worker of a Connect cluster, as its properties name it.
 *
 * @param id what the status of its tasks says: the host and port that it advertises
 * @param rest where its REST API answers the worker itself
 */
record WorkerAddress(String id, URI rest) {
    private static final String DEFAULT_LISTENERS = "http://:8083";
    private static final List<String> EVERY_ADDRESS = List.of("", "0.0.0.0", "[::]");

    private record Listener(String scheme, String host, String port) {
        static Listener of(String text) {
            String[] parts = text.split("://", 2);
            int colon = text.lastIndexOf(':');
            String host = parts.length < 2 ? "" : text.substring(text.indexOf("://") + 3, colon);
            return new Listener(parts[0].toLowerCase(Locale.ROOT), host, text.substring(colon + 1));
        }
    }

    /** Follows the rules by which Connect finds the address that it advertises. */
    static WorkerAddress of(Map<String, ?> worker) {
        List<Listener> listeners = Arrays.stream(
                        text(worker, "listeners").orElse(DEFAULT_LISTENERS).split(","))
                .map(String::trim)
                .map(Listener::of)
                .toList();
        Listener first =
                find(listeners, "http").or(() -> find(listeners, "https")).orElse(listeners.get(0));
        Listener advertised = text(worker, "rest.advertised.listener")
                .flatMap(scheme -> find(listeners, scheme.toLowerCase(Locale.ROOT)))
                .orElse(first);
        String host = text(worker, "rest.advertised.host.name")
                .orElseGet(() -> advertised.host().isEmpty() ? thisHost() : advertised.host());
        String port = text(worker, "rest.advertised.port").orElse(advertised.port());
        String reachable = EVERY_ADDRESS.contains(first.host()) ? "localhost" : first.host();
        return new WorkerAddress(
                host + ':' + port, URI.create(first.scheme() + "://" + reachable + ':' + first.port()));
    }

    /** Where other machines reach its REST API. */
    String advertisedUrl() {
        return rest.getScheme() + "://" + id;
    }

    WorkerAddress withRest(URI url) {
        return new WorkerAddress(id, url);
    }

    private static Optional<Listener> find(List<Listener> listeners, String scheme) {
        return listeners.stream()
                .filter(listener -> listener.scheme().equals(scheme))
                .findFirst();
    }

    private static Optional<String> text(Map<String, ?> worker, String property) {
        return Optional.ofNullable(worker.get(property))
                .map(value -> value.toString().trim())
                .filter(value -> !value.isEmpty());
    }

    /** As Jetty finds it. */
    private static String thisHost() {
        try {
            return InetAddress.getLocalHost().getHostAddress();
        } catch (UnknownHostException e) {
            throw new UncheckedIOException("This host has no address", e);
        }
    }
}
