package io.millrace.cassandra;

import com.datastax.oss.driver.api.core.DefaultConsistencyLevel;
import io.millrace.nats.NatsSetting;
import io.millrace.nats.NatsSettings;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of all {@link SnapshotSetting}s, validated. */
final class SnapshotSettings {
    private static final int DEFAULT_PORT = 9042;

    private final Map<String, String> values = new HashMap<>();

    /**
     * @param given values by key; a blank value counts as not set
     * @throws ConfigurationFaultException naming every fault
     */
    SnapshotSettings(Map<String, String> given) {
        for (SnapshotSetting setting : SnapshotSetting.all()) {
            String value = given.get(setting.key());
            if (value == null || value.isBlank()) {
                value = setting.defaultValue();
            }
            if (value != null) {
                values.put(setting.key(), value.strip());
            }
        }
        List<String> faults = faults();
        if (!faults.isEmpty()) {
            throw new ConfigurationFaultException(faults);
        }
    }

    Optional<String> find(SnapshotSetting setting) {
        return Optional.ofNullable(values.get(setting.key()));
    }

    String text(SnapshotSetting setting) {
        return find(setting).orElseThrow();
    }

    int number(SnapshotSetting setting) {
        return Integer.parseInt(text(setting));
    }

    Duration duration(SnapshotSetting setting) {
        return Duration.ofMillis(number(setting));
    }

    List<String> list(SnapshotSetting setting) {
        return find(setting).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    List<InetSocketAddress> contactPoints() {
        return list(SnapshotSetting.CONTACT_POINTS).stream()
                .map(SnapshotSettings::address)
                .toList();
    }

    TablePattern tables() {
        return TablePattern.parse(list(SnapshotSetting.TABLES));
    }

    NatsSettings nats() {
        return NatsSettings.from(values);
    }

    private List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (SnapshotSetting required : List.of(SnapshotSetting.SOURCE_NAME, SnapshotSetting.TABLES)) {
            if (find(required).isEmpty()) {
                faults.add(required.key() + " is not set (" + required.option() + ")");
            }
        }
        for (SnapshotSetting positive : List.of(
                SnapshotSetting.PAGE_SIZE,
                SnapshotSetting.PARALLELISM,
                SnapshotSetting.RANGE_MB,
                SnapshotSetting.REQUEST_TIMEOUT_MS,
                SnapshotSetting.RETRY_TIMEOUT_MS,
                SnapshotSetting.PARTITIONS,
                SnapshotSetting.STATE_REPLICAS,
                SnapshotSetting.LEASE_MS)) {
            requireAtLeast(1, positive, faults);
        }
        requireAtLeast(0, SnapshotSetting.ROWS_PER_SECOND, faults);
        requireTogether(SnapshotSetting.USER, SnapshotSetting.PASSWORD, faults);
        requireTogether(SnapshotSetting.TRUSTSTORE_PATH, SnapshotSetting.TRUSTSTORE_PASSWORD, faults);
        requireTogether(SnapshotSetting.KEYSTORE_PATH, SnapshotSetting.KEYSTORE_PASSWORD, faults);
        for (SnapshotSetting file : List.of(
                SnapshotSetting.DRIVER_CONFIG, SnapshotSetting.TRUSTSTORE_PATH, SnapshotSetting.KEYSTORE_PATH)) {
            find(file)
                    .filter(path -> !Files.isReadable(Path.of(path)))
                    .ifPresent(path -> faults.add(file.key() + ": file " + path + " cannot be read"));
        }
        requireParsable(SnapshotSetting.CONTACT_POINTS, this::contactPoints, faults);
        requireParsable(SnapshotSetting.TABLES, this::tables, faults);
        requireParsable(
                SnapshotSetting.CONSISTENCY,
                () -> DefaultConsistencyLevel.valueOf(text(SnapshotSetting.CONSISTENCY)),
                faults);
        for (Map.Entry<NatsSetting, String> fault : nats().faults().entrySet()) {
            faults.add(fault.getKey().key() + ": " + fault.getValue());
        }
        return faults;
    }

    private void requireAtLeast(int least, SnapshotSetting setting, List<String> faults) {
        try {
            if (number(setting) < least) {
                faults.add(setting.key() + ": must be at least " + least);
            }
        } catch (NumberFormatException e) {
            faults.add(setting.key() + ": must be a whole number, not '" + text(setting) + "'");
        }
    }

    private void requireTogether(SnapshotSetting one, SnapshotSetting other, List<String> faults) {
        if (find(one).isPresent() != find(other).isPresent()) {
            faults.add(one.key() + " and " + other.key() + " must be set together");
        }
    }

    private static void requireParsable(SnapshotSetting setting, Runnable parsing, List<String> faults) {
        try {
            parsing.run();
        } catch (IllegalArgumentException e) {
            faults.add(setting.key() + ": " + e.getMessage());
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        boolean port = colon > 0 && text.substring(colon + 1).chars().allMatch(Character::isDigit);
        String host = port ? text.substring(0, colon) : text;
        return new InetSocketAddress(
                host.replaceFirst("^\\[(.*)]$", "$1"),
                port ? Integer.parseInt(text.substring(colon + 1)) : DEFAULT_PORT);
    }
}
