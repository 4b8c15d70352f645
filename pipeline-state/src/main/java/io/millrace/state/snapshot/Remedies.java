package io.millrace.state.snapshot;

/**
 * What to do when a server does not answer.
 *
 * @param offsets when Connect does not say how far a connector is
 */
public record Remedies(String connect, String offsets, String nats, String kafka, String manticore) {
    /** For a person who runs a command, which has options for all addresses. */
    public static final Remedies OF_COMMANDS = new Remedies(
            "Start the worker, or name it with --connect-url=http://user:password@host:port",
            "See whether Kafka answers the worker",
            "Start NATS, or name it with --nats-servers=nats://host:port, and a login in a file with --nats-config",
            "Start Kafka, or name its brokers with --kafka-bootstrap=host:port",
            "Start Manticore, or name it with --manticore-url=http://user:password@host:port");
}
