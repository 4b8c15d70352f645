package io.millrace.audit.connect;

import io.millrace.audit.source.UnreadableSourceException;
import io.millrace.nats.SettingNames;
import io.millrace.state.StateException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.connect.errors.ConnectException;

/** Adds the faults of names and combinations, and what the worker says of the pipeline, to the faults of single settings. */
final class AuditConfigFaults {
    private static final Set<String> OF_PIPELINE = Set.of(
            IndexAuditConfig.CONNECT_URL,
            IndexAuditConfig.CONNECT_USER,
            IndexAuditConfig.CONNECT_PASSWORD,
            IndexAuditConfig.SOURCE,
            IndexAuditConfig.SINK);

    private final Map<String, String> properties;
    private final Config config;
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();

    /** @param config the settings checked one by one; faults are added to it */
    AuditConfigFaults(Map<String, String> properties, Config config) {
        this.properties = properties;
        this.config = config;
        config.configValues().forEach(value -> values.put(value.name(), value));
    }

    void addAll() {
        SettingNames.faults(properties, IndexAuditConfig.DEFINITION.names(), "").forEach(this::add);
        requireTogether(IndexAuditConfig.CONNECT_USER, IndexAuditConfig.CONNECT_PASSWORD);
        requireTogether(IndexAuditConfig.CONNECT_PASSWORD, IndexAuditConfig.CONNECT_USER);
        List<String> faulty = values.values().stream()
                .filter(value -> !value.errorMessages().isEmpty())
                .map(ConfigValue::name)
                .toList();
        // Connect is asked in spite of faults in other settings.
        if (faulty.stream().noneMatch(OF_PIPELINE::contains)) {
            Map<String, String> sound = new HashMap<>(properties);
            sound.keySet().removeAll(faulty);
            askConnect(new IndexAuditConfig(sound));
        }
    }

    private void requireTogether(String one, String other) {
        if (isSet(one) && !isSet(other)) {
            add(other, "Needed with " + one);
        }
    }

    private boolean isSet(String setting) {
        return !properties.getOrDefault(setting, "").isBlank();
    }

    private void askConnect(IndexAuditConfig settings) {
        try {
            PipelineSession.check(settings);
        } catch (StateException e) {
            add(IndexAuditConfig.CONNECT_URL, String.valueOf(e.getMessage()));
        } catch (UnreadableSourceException e) {
            add(IndexAuditConfig.SOURCE, String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectException("Interrupted while the configuration was checked", e);
        }
    }

    private void add(String setting, String fault) {
        values.computeIfAbsent(setting, missing -> {
                    ConfigValue shown = new ConfigValue(missing);
                    shown.value(properties.get(missing));
                    config.configValues().add(shown);
                    return shown;
                })
                .addErrorMessage(fault);
    }
}
