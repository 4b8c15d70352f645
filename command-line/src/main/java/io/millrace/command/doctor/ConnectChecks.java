package io.millrace.command.doctor;

import io.millrace.state.ConfigurationCheck;
import io.millrace.state.ConfiguredConnector;
import io.millrace.state.ConfiguredConnector.Role;
import io.millrace.state.ConnectorState;
import io.millrace.state.Placeholders;
import io.millrace.state.Traces;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks a Connect worker and what it says about the pipeline's connectors. */
final class ConnectChecks {
    private static final String CONVERTER = "io.millrace.bridge.ChangeEventConverter";
    private static final String BYTES = "org.apache.kafka.connect.converters.ByteArrayConverter";

    private final Diagnosis.Findings findings;

    ConnectChecks(Diagnosis.Findings findings) {
        this.findings = findings;
    }

    void version(String version) {
        if (Versions.isBefore(version, 4, 1)) {
            findings.error(
                    "connect-version",
                    "The worker is Kafka Connect " + version,
                    "Millrace's plug-ins use interfaces that Connect has since 4.1",
                    "Upgrade the workers to Kafka Connect 4.1 or later");
        }
    }

    /** That every part of the pipeline is there. */
    void roles(List<ConfiguredConnector> connectors) {
        for (Role role : List.of(Role.MYSQL_SOURCE, Role.NATS_BRIDGE, Role.MANTICORE_SINK)) {
            List<String> names = connectors.stream()
                    .filter(each -> role.is(each.posted()))
                    .map(ConfiguredConnector::name)
                    .toList();
            if (names.isEmpty()) {
                findings.error(
                        "connector-missing",
                        "No connector has the class " + role.className(),
                        "The pipeline consists of a source, a bridge and a sink; changes do not pass without one of them",
                        "POST the connector's file of connect-config to /connectors, or name it with --config");
            }
        }
    }

    void plugins(Set<String> plugins, ConfiguredConnector connector) {
        Set<String> wanted = new TreeSet<>();
        for (String setting : List.of("connector.class", "key.converter", "value.converter")) {
            // A short form of the name is resolved by the worker.
            connector.find(setting).filter(name -> name.indexOf('.') > 0).ifPresent(wanted::add);
        }
        wanted.removeAll(plugins);
        for (String missing : wanted) {
            findings.error(
                    "plugin-missing",
                    connector.name() + " needs the plug-in " + missing + ", which the worker does not have",
                    "The connector cannot be created, or its tasks fail",
                    "Unpack the archive that contains it into a folder of plugin.path on every worker, and restart them");
        }
    }

    void state(ConfiguredConnector connector) {
        connector.state().ifPresent(state -> {
            boolean audit = Role.INDEX_AUDIT.is(connector.posted());
            String effect = audit
                    ? "Nobody compares the tables with the index until it runs again"
                    : "Changes do not pass here until it runs again";
            failed(connector.name(), "The connector", state.state(), state.trace(), effect);
            for (ConnectorState.TaskState task : state.tasks()) {
                failed(connector.name(), "Task " + task.id(), task.state(), task.trace(), effect);
            }
            if (state.state().equals("PAUSED") || state.state().equals("STOPPED")) {
                findings.warning(
                        "connector-stopped",
                        connector.name() + " is " + state.state(),
                        audit
                                ? effect
                                : "Changes wait; what waits for longer than Kafka, the stream or MySQL keeps it is lost",
                        "PUT /connectors/" + connector.name() + "/resume");
            } else if (state.tasks().isEmpty()) {
                findings.warning(
                        "connector-idle",
                        connector.name() + " has no tasks",
                        "Nothing passes through it",
                        "Wait until the cluster has rebalanced; then look into the workers' logs");
            }
        });
    }

    private void failed(String connector, String what, String state, String trace, String effect) {
        if (state.equals("FAILED")) {
            findings.error(
                    "task-failed",
                    what + " of " + connector + " has failed: " + Traces.summary(trace),
                    effect,
                    "Do what the message says (docs/operations.md lists it), then POST /connectors/" + connector
                            + "/restart?includeTasks=true&onlyFailed=true");
        }
    }

    void configuration(ConfiguredConnector connector, ConfigurationCheck check) {
        if (!check.failure().isEmpty()) {
            boolean source = Role.MYSQL_SOURCE.is(connector.posted());
            findings.error(
                    "configuration-unchecked",
                    "The worker cannot validate the configuration of " + connector.name() + ": " + check.failure(),
                    source
                            ? "Debezium answers like this, with a NullPointerException, if MySQL refuses its user or"
                                    + " password; the connector can then be neither created nor changed"
                            : "The connector can be neither created nor changed",
                    source
                            ? "Correct database.user and database.password; the findings on MySQL say what it answers"
                            : "Look into the worker's log");
        }
        check.faults().forEach((setting, faults) -> {
            // A placeholder is reported by itself.
            boolean unresolved = Placeholders.isIn(check.values().getOrDefault(setting, ""));
            for (String fault : unresolved ? List.<String>of() : faults) {
                findings.error(
                        "configuration-fault",
                        "Setting " + setting + " of " + connector.name() + ": " + fault,
                        "Connect refuses this configuration",
                        "Correct it with PUT /connectors/" + connector.name() + "/config, or in the file");
            }
        });
    }

    /** @param values what the worker makes of the settings */
    void placeholders(ConfiguredConnector connector, Map<String, String> values) {
        connector.posted().forEach((setting, posted) -> {
            if (Placeholders.isIn(posted) && Placeholders.isIn(values.getOrDefault(setting, ""))) {
                findings.error(
                        "placeholder-unresolved",
                        "Setting " + setting + " of " + connector.name() + " is " + posted
                                + ", which the worker cannot resolve",
                        "The text itself is used, as a host name for example",
                        "Give the workers that variable or file key, and check that config.providers and"
                                + " allowlist.pattern in worker.properties permit it; or correct the name");
            }
        });
    }

    /** What leaves the source has to be what the bridge reads. */
    void converters(ConfiguredConnector source, ConfiguredConnector bridge) {
        for (String setting : List.of("key.converter", "value.converter")) {
            boolean encoded = source.setting(setting, "").endsWith("ChangeEventConverter");
            boolean bytes = bridge.setting(setting, "").endsWith("ByteArrayConverter");
            if (encoded && !bytes) {
                findings.error(
                        "converter-mismatch",
                        setting + " of " + source.name() + " writes change events, and " + bridge.name()
                                + " reads them with " + bridge.setting(setting, "the worker's converter"),
                        "Every record becomes a dead letter or stops the bridge",
                        "Set " + setting + "=" + BYTES + " in " + bridge.name());
            } else if (!encoded) {
                findings.warning(
                        "converter-of-source",
                        setting + " of " + source.name() + " is " + source.setting(setting, "the worker's converter"),
                        "Records are several times larger, their order over a restart is not kept, and some converters"
                                + " turn a NULL into the column's default",
                        "Set " + setting + "=" + CONVERTER + " in " + source.name() + ", and " + BYTES + " in "
                                + bridge.name());
            }
        }
    }
}
