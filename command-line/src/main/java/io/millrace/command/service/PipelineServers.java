package io.millrace.command.service;

import io.millrace.audit.AuditedPipeline;
import io.millrace.command.console.CommandException;
import io.millrace.manticore.SinkConfiguration;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.ConnectClient;
import io.millrace.state.ConnectorDiscovery;
import io.millrace.state.HttpAddress;
import io.millrace.state.JsonHttpClient;
import io.millrace.state.KafkaTopics;
import io.millrace.state.ManticoreIndex;
import io.millrace.state.ManticoreServers;
import io.millrace.state.Placeholders;
import io.millrace.state.StateException;
import io.millrace.state.applied.PipelineRoute;
import io.millrace.state.mysql.MySqlLogin;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The pipeline's connectors and servers, found from the address of Connect as far as options do not name them. Each server is
 * asked once before it is handed out: one that cannot be found, reached or signed in to throws a {@link CommandException}
 * of one line that names the server, the option and the remedy.
 */
public final class PipelineServers {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(5);

    private final ConnectClient connect;
    private final ChosenConnectors connectors;
    private final PipelineAddresses addresses;
    private final Consumer<String> notices;
    private Optional<ManticoreServers> answering = Optional.empty();

    /** Asks Connect for its connectors. */
    public PipelineServers(ServiceAddresses given) throws InterruptedException {
        this(given, new Placeholders(System.getenv()), System.err::println);
    }

    /** @param notices what a person should know though the command does its work */
    PipelineServers(ServiceAddresses given, Placeholders local, Consumer<String> notices) throws InterruptedException {
        this.connect = new ConnectClient(given.connect());
        this.connectors = new ChosenConnectors(given, new ConnectorDiscovery(connect, local));
        this.addresses = new PipelineAddresses(given, connectors);
        this.notices = notices;
    }

    public ConnectClient connect() {
        return connect;
    }

    /** The Debezium connector. */
    public ConfiguredConnector source() throws InterruptedException {
        return connectors.require(Role.MYSQL_SOURCE);
    }

    /** The NATS bridge. */
    public ConfiguredConnector bridge() throws InterruptedException {
        return connectors.require(Role.NATS_BRIDGE);
    }

    /** The Manticore sink. */
    public ConfiguredConnector sink() throws InterruptedException {
        return connectors.require(Role.MANTICORE_SINK);
    }

    /**
     * The connector in a role; empty if there is none.
     *
     * @throws CommandException if there are several and no option says which
     */
    public Optional<ConfiguredConnector> find(Role role) throws InterruptedException {
        return connectors.find(role);
    }

    /** Where the servers are, for clients of one's own. */
    public PipelineAddresses addresses() {
        return addresses;
    }

    /** @param name under which the server lists the connection */
    public NatsSession nats(String name) throws InterruptedException {
        try {
            return NatsSession.reconnecting(addresses.nats(), name, (problem, cause) -> {});
        } catch (NatsUnavailableException | NatsFaultException | IllegalArgumentException e) {
            throw unusable(
                    "NATS",
                    e,
                    "Start NATS, or name it with --nats-servers=nats://host:port, and a login or certificates in a file with"
                            + " --nats-config");
        }
    }

    /** The server that Debezium reads, and a login that works. */
    public MySqlLogin mysql() throws InterruptedException {
        MySqlLogin login = addresses.mysql();
        try (Connection connection = login.connect()) {
            connection.isReadOnly();
            return login;
        } catch (SQLException e) {
            throw unusable(
                    "MySQL, user " + login,
                    e,
                    "Start MySQL, or name it and a login with --mysql-url=mysql://user:password@host:port");
        }
    }

    /** The Manticore that the sink writes to; of several the first that answers. */
    public ManticoreIndex manticore() throws InterruptedException {
        try {
            ManticoreIndex index = new ManticoreIndex(
                    new JsonHttpClient(answering().addresses().get(0)));
            index.status();
            return index;
        } catch (StateException e) {
            throw unusable(
                    "Manticore", e, "Start Manticore, or name it with --manticore-url=http://user:password@host:port");
        }
    }

    /** Those that answer, asked once; {@link #notices} names the others. */
    private ManticoreServers answering() throws InterruptedException {
        if (answering.isEmpty()) {
            ManticoreServers.Answers answers = addresses.manticore().ask(ANSWER_TIMEOUT);
            HttpAddress first = answers.first();
            answers.away().forEach(each -> notices.accept("Manticore: " + each + "; using " + first.url()));
            answering = Optional.of(new ManticoreServers(answers.answering()));
        }
        return answering.get();
    }

    /** The sink's configuration, with the Manticore that is reached from here; NATS is in {@link #nats}. */
    public SinkConfiguration sinkConfiguration() throws InterruptedException {
        try {
            return AuditedPipeline.sinkConfiguration(sink(), answering());
        } catch (StateException e) {
            throw new CommandException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What an audit needs of all of them; nothing is changed. */
    public AuditedPipeline audited() throws InterruptedException {
        PipelineRoute route =
                new PipelineRoute(source(), find(Role.NATS_BRIDGE).stream().toList(), sink());
        manticore();
        AuditedPipeline.AuditedServers servers =
                new AuditedPipeline.AuditedServers(connect, mysql(), addresses.kafka(), answering());
        return AuditedPipeline.open(route, servers, nats("millrace-audit"));
    }

    /** The brokers between the source and the bridge. */
    public KafkaTopics kafka() throws InterruptedException {
        KafkaTopics kafka = null;
        try {
            kafka = new KafkaTopics(addresses.kafka());
            kafka.brokers();
            return kafka;
        } catch (StateException e) {
            if (kafka != null) {
                kafka.close();
            }
            throw unusable(
                    "Kafka",
                    e,
                    "Start Kafka, or name its brokers with --kafka-bootstrap=host:port, and a login in a file with"
                            + " --kafka-config");
        }
    }

    static CommandException unusable(String server, Exception cause, String remedy) {
        String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        return new CommandException(server + ": " + reason + (reason.endsWith(".") ? " " : ". ") + remedy, cause);
    }
}
