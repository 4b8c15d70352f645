package io.millrace.manticore;

import io.millrace.event.SourceTable;
import io.millrace.event.Subject;
import io.millrace.manticore.document.IndexFaultException;
import io.millrace.manticore.document.IndexUnavailableException;
import io.millrace.manticore.index.TableCatalog;
import io.millrace.manticore.mapping.MappingCheck;
import io.millrace.manticore.registry.KnownTables;
import io.millrace.manticore.rules.MappingRules;
import io.millrace.manticore.server.ManticoreClient;
import io.millrace.manticore.stream.PartitionDiscovery;
import io.millrace.nats.NatsFaultException;
import io.millrace.nats.NatsSetting;
import io.millrace.nats.NatsSettings;
import io.millrace.nats.NatsUnavailableException;
import io.millrace.nats.SettingNames;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.Config;
import org.apache.kafka.common.config.ConfigValue;
import org.apache.kafka.common.config.types.Password;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Adds the faults of combinations of settings, and those found by asking the servers, to the faults of single ones. */
final class SinkConfigFaults {
    private static final Logger LOG = LoggerFactory.getLogger(SinkConfigFaults.class);

    private final Map<String, String> properties;
    private final Config config;
    private final Map<String, ConfigValue> values = new LinkedHashMap<>();

    /** @param config the settings checked one by one; faults are added to it */
    SinkConfigFaults(Map<String, String> properties, Config config) {
        this.properties = properties;
        this.config = config;
        config.configValues().forEach(value -> values.put(value.name(), value));
    }

    void addAll() {
        SettingNames.faults(properties, ManticoreSinkConfig.DEFINITION.names(), MappingRules.PREFIX)
                .forEach(this::addTo);
        addCombinations();
        // The servers are asked in spite of faults in other settings.
        Map<String, String> sound = new HashMap<>(properties);
        sound.keySet().removeIf(this::isFaulty);
        ManticoreSinkConfig settings = new ManticoreSinkConfig(sound);
        MappingRules rules = settings.mapping(this::addTo);
        Optional<StreamState> stream =
                anyFaulty("nats.", ManticoreSinkConfig.SUBJECTS) ? Optional.empty() : stream(settings, rules);
        if (stream.isEmpty()) {
            leaveUnchecked("the names of tables and columns, which are in NATS, could not be read");
        } else if (!anyFaulty("manticore.")) {
            checkManticore(settings, rules, stream.get());
        }
    }

    /** The newest event of each subject, and the tables that the sink has met. */
    private record StreamState(Map<Subject, byte[]> events, KnownTables tables) {}

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
                .filter(path -> !NatsSettings.isReadable(path))
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
                    "Needed with errors.tolerance=all: an event that cannot be applied must be kept somewhere");
        }
    }

    private void checkManticore(ManticoreSinkConfig settings, MappingRules rules, StreamState stream) {
        Set<String> unreadable =
                values.keySet().stream().filter(this::isFaulty).collect(Collectors.toUnmodifiableSet());
        try (ManticoreClient client = new ManticoreClient(settings.manticore())) {
            TableCatalog catalog = new TableCatalog(client);
            catalog.find("millrace_tombstones");
            MappingCheck check = new MappingCheck(rules, catalog, stream.tables(), (setting, fault) -> {
                if (!unreadable.contains(setting)) {
                    addTo(setting, fault);
                }
            });
            // Their faults are known, and must not keep anybody from changing something else.
            stream.tables().setAside().forEach(check::leaveOut);
            stream.events().forEach((subject, event) -> check.ofEvent(SourceTable.of(subject), event));
            check.ofSettings(stream.tables().all());
        } catch (IndexUnavailableException e) {
            leaveUnchecked(String.valueOf(e.getMessage()));
        } catch (IndexFaultException e) {
            add(
                    isSet(ManticoreSinkConfig.TOKEN) ? ManticoreSinkConfig.TOKEN : ManticoreSinkConfig.USER,
                    String.valueOf(e.getMessage()));
        }
    }

    /**
     * A configuration can be changed while Manticore is down. Connect's answer has no place for warnings but the
     * recommended values, which nothing reads.
     */
    private void leaveUnchecked(String reason) {
        String unchecked = "The mapping was not checked against the tables in Manticore: " + reason;
        LOG.warn("Configuration of connector {}: {}", properties.get(ManticoreSinkConfig.NAME), unchecked);
        Optional.ofNullable(values.get(ManticoreSinkConfig.URLS))
                .ifPresent(value -> value.recommendedValues(List.of(unchecked)));
    }

    /** A stream that does not exist is not a fault: its bridge may start later. */
    private Optional<StreamState> stream(ManticoreSinkConfig settings, MappingRules rules) {
        try (PartitionDiscovery partitions =
                new PartitionDiscovery(settings.nats(), settings.stream(), settings.subjects())) {
            return Optional.of(new StreamState(
                    partitions.newestEvents(), new KnownTables(partitions.tables(settings.name()), rules)));
        } catch (NatsUnavailableException | NatsFaultException e) {
            add(NatsSetting.SERVERS.key(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private boolean isFaulty(String key) {
        ConfigValue value = values.get(key);
        return value != null && !value.errorMessages().isEmpty();
    }

    private boolean anyFaulty(String... beginnings) {
        return values.keySet().stream()
                .anyMatch(key -> isFaulty(key) && Arrays.stream(beginnings).anyMatch(key::startsWith));
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
        return Optional.ofNullable(values.get(key)).flatMap(SinkConfigFaults::text);
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

    /** Settings that are not defined, as those of tables, are added when they have a fault. */
    private void addTo(String key, String fault) {
        ConfigValue value = values.computeIfAbsent(key, missing -> {
            ConfigValue shown = new ConfigValue(missing);
            shown.value(properties.get(missing));
            config.configValues().add(shown);
            return shown;
        });
        value.addErrorMessage(fault);
    }
}
