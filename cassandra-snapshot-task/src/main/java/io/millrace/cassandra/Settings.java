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

/** The values of the {@link Setting}s, checked. */
final class Settings {
    private static final int DEFAULT_PORT = 9042;

    private final Map<String, String> values = new HashMap<>();

    /**
     * @param given by key; an empty value counts as not set
     * @throws ConfigurationException that names every fault
     */
    Settings(Map<String, String> given) {
        for (Setting setting : Setting.all()) {
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
            throw new ConfigurationException(faults);
        }
    }

    Optional<String> find(Setting setting) {
        return Optional.ofNullable(values.get(setting.key()));
    }

    String text(Setting setting) {
        return find(setting).orElseThrow();
    }

    int number(Setting setting) {
        return Integer.parseInt(text(setting));
    }

    Duration duration(Setting setting) {
        return Duration.ofMillis(number(setting));
    }

    List<String> list(Setting setting) {
        return find(setting).stream()
                .flatMap(text -> Arrays.stream(text.split(",")))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    List<InetSocketAddress> contactPoints() {
        return list(Setting.CONTACT_POINTS).stream().map(Settings::address).toList();
    }

    TablePattern tables() {
        return TablePattern.parse(list(Setting.TABLES));
    }

    NatsSettings nats() {
        return NatsSettings.from(values);
    }

    private List<String> faults() {
        List<String> faults = new ArrayList<>();
        for (Setting required : List.of(Setting.SOURCE_NAME, Setting.TABLES)) {
            if (find(required).isEmpty()) {
                faults.add(required.key() + " is not set (" + required.option() + ")");
            }
        }
        for (Setting positive : List.of(
                Setting.PAGE_SIZE,
                Setting.PARALLELISM,
                Setting.RANGE_MB,
                Setting.REQUEST_TIMEOUT_MS,
                Setting.RETRY_TIMEOUT_MS,
                Setting.PARTITIONS,
                Setting.STATE_REPLICAS,
                Setting.LEASE_MS)) {
            requireAtLeast(1, positive, faults);
        }
        requireAtLeast(0, Setting.ROWS_PER_SECOND, faults);
        requireTogether(Setting.USER, Setting.PASSWORD, faults);
        requireTogether(Setting.TRUSTSTORE_PATH, Setting.TRUSTSTORE_PASSWORD, faults);
        requireTogether(Setting.KEYSTORE_PATH, Setting.KEYSTORE_PASSWORD, faults);
        for (Setting file : List.of(Setting.DRIVER_CONFIG, Setting.TRUSTSTORE_PATH, Setting.KEYSTORE_PATH)) {
            find(file)
                    .filter(path -> !Files.isReadable(Path.of(path)))
                    .ifPresent(path -> faults.add(file.key() + ": file " + path + " cannot be read"));
        }
        requireParsable(Setting.CONTACT_POINTS, this::contactPoints, faults);
        requireParsable(Setting.TABLES, this::tables, faults);
        requireParsable(Setting.CONSISTENCY, () -> DefaultConsistencyLevel.valueOf(text(Setting.CONSISTENCY)), faults);
        for (Map.Entry<NatsSetting, String> fault : nats().faults().entrySet()) {
            faults.add(fault.getKey().key() + ": " + fault.getValue());
        }
        return faults;
    }

    private void requireAtLeast(int least, Setting setting, List<String> faults) {
        try {
            if (number(setting) < least) {
                faults.add(setting.key() + ": must be " + least + " at least");
            }
        } catch (NumberFormatException e) {
            faults.add(setting.key() + ": must be a whole number, not '" + text(setting) + "'");
        }
    }

    private void requireTogether(Setting one, Setting other, List<String> faults) {
        if (find(one).isPresent() != find(other).isPresent()) {
            faults.add(one.key() + " and " + other.key() + " are needed together");
        }
    }

    private static void requireParsable(Setting setting, Runnable parsing, List<String> faults) {
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
