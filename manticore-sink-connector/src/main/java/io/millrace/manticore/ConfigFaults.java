package io.millrace.manticore;

import io.millrace.event.NatsSettings;
import io.millrace.manticore.index.IndexFaultException;
import io.millrace.manticore.index.IndexUnavailableException;
import io.millrace.manticore.index.ManticoreClient;
import io.millrace.manticore.index.TableCatalog;
import io.millrace.manticore.stream.Partitions;
import io.millrace.manticore.stream.StreamUnavailableException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;

/** Adds to the faults of single settings those that show only in their combination, and those of the servers. */
final class ConfigFaults {
    private final Map<String, String> properties;
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();

    /** @param config the settings checked one by one; faults are added to it */
    ConfigFaults(Map<String, String> properties, Config config) {
        this.properties = properties;
        config.configValues().forEach(value -> values.put(value.name(), value));
    }

    void addAll() {
        addCombinations();
        if (values.values().stream().allMatch(value -> value.errorMessages().isEmpty())) {
            ManticoreSinkConfig config = new ManticoreSinkConfig(properties);
            checkManticore(config);
            checkNats(config);
        }
    }

    private void addCombinations() {
        Map<String, String> texts = new HashMap<>();
        values.forEach((key, value) -> text(value).ifPresent(text -> texts.put(key, text)));
        NatsSettings.from(texts).faults().forEach((setting, fault) -> add(setting.key(), fault));
        requireTogether(ManticoreSinkConfig.USER, ManticoreSinkConfig.PASSWORD);
        requireTogether(ManticoreSinkConfig.TRUSTSTORE_PATH, ManticoreSinkConfig.TRUSTSTORE_PASSWORD);
        if (isSet(ManticoreSinkConfig.USER) && isSet(ManticoreSinkConfig.TOKEN)) {
            add(ManticoreSinkConfig.TOKEN, "Only one of user and token can be used");
        }
        text(ManticoreSinkConfig.TRUSTSTORE_PATH)
                .filter(path -> !Files.isReadable(Path.of(path)))
                .ifPresent(path ->
                        add(ManticoreSinkConfig.TRUSTSTORE_PATH, "File " + path + " does not exist or cannot be read"));
        String policy = text(ManticoreSinkConfig.DELIVER_POLICY).orElse("");
        if (policy.equals("by.start.sequence") && !isSet(ManticoreSinkConfig.DELIVER_SEQUENCE)) {
            add(
                    ManticoreSinkConfig.DELIVER_SEQUENCE,
                    "Needed with " + ManticoreSinkConfig.DELIVER_POLICY + "=" + policy);
        }
        if (policy.equals("by.start.time") && !isSet(ManticoreSinkConfig.DELIVER_TIME)) {
            add(ManticoreSinkConfig.DELIVER_TIME, "Needed with " + ManticoreSinkConfig.DELIVER_POLICY + "=" + policy);
        }
        if ("all".equals(properties.get(ManticoreSinkConfig.TOLERANCE))
                && !isSet(ManticoreSinkConfig.DEAD_LETTER_TOPIC)) {
            add(
                    ManticoreSinkConfig.DEAD_LETTER_TOPIC,
                    "Needed with errors.tolerance=all: an event that cannot be applied has to be kept somewhere");
        }
    }

    private void checkManticore(ManticoreSinkConfig config) {
        try (ManticoreClient client = new ManticoreClient(config.manticore())) {
            new TableCatalog(client).find("millrace_tombstones");
        } catch (IndexUnavailableException e) {
            add(ManticoreSinkConfig.URLS, String.valueOf(e.getMessage()));
        } catch (IndexFaultException e) {
            add(
                    isSet(ManticoreSinkConfig.TOKEN) ? ManticoreSinkConfig.TOKEN : ManticoreSinkConfig.USER,
                    String.valueOf(e.getMessage()));
        }
    }

    /** A stream that does not exist is no fault: whoever fills it may start later. */
    private void checkNats(ManticoreSinkConfig config) {
        try (Partitions partitions = new Partitions(config.nats(), config.stream(), config.subjects())) {
            partitions.discover();
        } catch (StreamUnavailableException e) {
            add(io.millrace.event.NatsSetting.SERVERS.key(), String.valueOf(e.getMessage()));
        }
    }

    private void requireTogether(String one, String other) {
        if (isSet(one) && !isSet(other)) {
            add(other, "Needed with " + one);
        }
        if (isSet(other) && !isSet(one)) {
            add(one, "Needed with " + other);
        }
    }

    private boolean isSet(String key) {
        return text(key).isPresent();
    }

    private Optional<String> text(String key) {
        return Optional.ofNullable(values.get(key)).flatMap(ConfigFaults::text);
    }

    private static Optional<String> text(ConfigValue value) {
        Object given = value.value();
        return Optional.ofNullable(given instanceof Password password ? password.value() : given)
                .map(Object::toString)
                .filter(text -> !text.isBlank());
    }

    private void add(String key, String fault) {
        ConfigValue value = values.get(key);
        if (value != null) {
            value.addErrorMessage(fault);
        }
    }
}
