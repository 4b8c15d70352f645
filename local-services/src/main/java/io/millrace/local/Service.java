package io.millrace.local;

import java.util.Optional;

/** The servers of the pipeline. An external server can replace each of them. */
public enum Service {
    MYSQL("MySQL", "MILLRACE_MYSQL_URL", 13306),
    NATS("NATS", "MILLRACE_NATS_URL", 14222),
    KAFKA("Kafka", "MILLRACE_KAFKA_BOOTSTRAP", 19092),
    MANTICORE("Manticore", "MILLRACE_MANTICORE_URL", 19308),
    CONNECT("Connect", "MILLRACE_CONNECT_URL", 18083);

    private final String title;
    private final String variable;
    private final int port;

    Service(String title, String variable, int port) {
        this.title = title;
        this.variable = variable;
        this.port = port;
    }

    public String title() {
        return title;
    }

    /** The environment variable that names an external server. */
    public String variable() {
        return variable;
    }

    /** The port that {@code ./services} uses: not the default port, which may be in use. */
    public int port() {
        return port;
    }

    /** The address of a server on that port of this machine. */
    String localAddress(int onPort) {
        return switch (this) {
            case MYSQL -> MySqlServer.root(onPort).url();
            case NATS -> "nats://127.0.0.1:" + onPort;
            case KAFKA -> "127.0.0.1:" + onPort;
            case MANTICORE, CONNECT -> "http://127.0.0.1:" + onPort;
        };
    }

    /** The address of the external server, if the environment names one. */
    public Optional<String> given() {
        return Environment.text(variable);
    }
}
