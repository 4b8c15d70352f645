package io.millrace.status;

import io.millrace.state.KafkaServers;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Type;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;

/** The settings of the extension, which are properties of the worker. */
final class StatusConfig extends AbstractConfig {
    static final String WATCHDOG_ENABLED = "millrace.watchdog.enabled";
    static final String WATCHDOG_REST_URL = "millrace.watchdog.rest.url";

    static final ConfigDef DEFINITION = new ConfigDef()
            .define(
                    WATCHDOG_ENABLED,
                    Type.BOOLEAN,
                    true,
                    Importance.HIGH,
                    "Whether failed connectors and tasks of the worker are restarted. Set it to false where something else"
                            + " does that, such as Strimzi's autoRestart.")
            .define(
                    WATCHDOG_REST_URL,
                    Type.PASSWORD,
                    "",
                    Importance.LOW,
                    "The address of the worker's own REST API, if the first of its listeners cannot be used from the worker"
                            + " itself; with basic authentication http://user:password@host:port.");

    private final Map<String, ?> workerProperties;

    StatusConfig(Map<String, ?> workerProperties) {
        super(DEFINITION, workerProperties, false);
        this.workerProperties = workerProperties;
        worker();
    }

    boolean isWatchdogEnabled() {
        return getBoolean(WATCHDOG_ENABLED);
    }

    WorkerAddress worker() {
        WorkerAddress address = WorkerAddress.of(workerProperties);
        return restUrl().map(address::withRest).orElse(address);
    }

    /** How the worker itself reaches Kafka. */
    KafkaServers kafka() {
        Map<String, String> client = new TreeMap<>();
        workerProperties.forEach((name, value) -> {
            if (name.matches("(security|sasl|ssl)\\..*") && value != null) {
                client.put(name, value.toString());
            }
        });
        return new KafkaServers(String.valueOf(workerProperties.get("bootstrap.servers")), client);
    }

    WorkerSecrets secrets() {
        return new WorkerSecrets(workerProperties);
    }

    private Optional<URI> restUrl() {
        Password url = getPassword(WATCHDOG_REST_URL);
        if (url.value().isBlank()) {
            return Optional.empty();
        }
        try {
            URI parsed = URI.create(url.value().trim());
            if (parsed.getHost() != null && parsed.getScheme().matches("https?")) {
                return Optional.of(parsed);
            }
        } catch (IllegalArgumentException e) {
            // Told below, without the value, which may contain a password.
        }
        throw new ConfigException(WATCHDOG_REST_URL + " must be a URL such as http://127.0.0.1:8083");
    }
}
