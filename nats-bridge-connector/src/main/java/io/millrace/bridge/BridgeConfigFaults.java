package io.millrace.bridge;

import io.millrace.bridge.publish.StreamPreflight;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsSession;
import io.millrace.nats.NatsSetting;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.nats.SettingNames;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;

/** Adds the faults that show only in a combination of settings, and those that NATS reports. */
final class BridgeConfigFaults {
    private static final String NATS = "nats.";

    private final Map<String, String> properties;
    private final Config checked;
    private final Map<String, ConfigValue> values = new HashMap<>();

    /** @param checked the settings, each checked on its own; faults are added to it */
    BridgeConfigFaults(Map<String, String> properties, Config checked) {
        this.properties = properties;
        this.checked = checked;
        checked.configValues().forEach(each -> values.put(each.name(), each));
    }

    void addAll() {
        SettingNames.faults(properties, NatsBridgeConfig.DEFINITION.names(), "").forEach(this::addToUndefined);
        NatsBridgeConfig.nats(name -> value(name).value())
                .faults()
                .forEach((setting, fault) -> add(setting.key(), fault));
        requireAtMost(
                NatsBridgeConfig.ACK_TIMEOUT,
                NatsBridgeConfig.STREAM_DUPLICATE_WINDOW,
                "so that the stream recognizes a message that is sent again");
        NatsBridgeConfig.faultOfMaxPollInterval(properties)
                .ifPresent(fault -> addToUndefined(NatsBridgeConfig.MAX_POLL_INTERVAL, fault));
        requireAtMost(NatsBridgeConfig.BACKOFF_INITIAL, NatsBridgeConfig.BACKOFF_MAX, "the longest wait");
        List<String> faulty = values.values().stream()
                .filter(each -> !each.errorMessages().isEmpty())
                .map(ConfigValue::name)
                .toList();
        if (faulty.stream().noneMatch(each -> each.startsWith(NATS))) {
            Map<String, String> sound = new HashMap<>(properties);
            sound.keySet().removeAll(faulty);
            askNats(new NatsBridgeConfig(sound));
        }
    }

    private void requireAtMost(String setting, String other, String reason) {
        if (value(setting).value() instanceof Long one && value(other).value() instanceof Long two && one > two) {
            add(setting, "Must be at most " + other + " (" + two + "), " + reason);
        }
    }

    private void askNats(NatsBridgeConfig config) {
        try (NatsSession session = StreamConnection.open(config.nats(), "millrace-bridge validation")) {
            StreamPreflight.faults(session, config.stream(), config.createsStream())
                    .forEach(fault -> add(NatsBridgeConfig.STREAM, fault));
        } catch (NatsUnavailableException | NatsFaultException e) {
            add(NatsSetting.SERVERS.key(), String.valueOf(e.getMessage()));
        }
    }

    private void add(String setting, String fault) {
        value(setting).addErrorMessage(fault);
    }

    private void addToUndefined(String setting, String fault) {
        values.computeIfAbsent(setting, missing -> {
                    ConfigValue shown = new ConfigValue(missing);
                    shown.value(properties.get(missing));
                    checked.configValues().add(shown);
                    return shown;
                })
                .addErrorMessage(fault);
    }

    private ConfigValue value(String setting) {
        ConfigValue value = values.get(setting);
        if (value == null) {
            throw new IllegalStateException("Setting " + setting + " is not part of the definition");
        }
        return value;
    }
}
