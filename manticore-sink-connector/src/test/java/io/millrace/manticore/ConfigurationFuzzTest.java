package io.millrace.manticore;

import static org.assertj.core.api.Assertions.assertThat;

import io.millrace.local.ConnectorFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.config.Config;
import org.junit.jupiter.api.Test;

/**
 * Whatever somebody writes into the configuration, its faults are named, and one without a fault can be used. {@code ./verify
 * --fuzz} does the same with many more.
 */
final class ConfigurationFuzzTest {
    private static final long SEED = Long.getLong("fuzz.seed", System.nanoTime());
    private static final int COUNT = Integer.getInteger("fuzz.count", 10_000) / 10;
    private static final String SERVERS = "nats.servers";

    /** A fault, so that no server is asked. */
    private static final String NO_SERVER = "nats://user@127.0.0.1:4222";

    private static final List<String> VALUES = List.of(
            "",
            " ",
            "0",
            "-1",
            "1",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "1.5",
            "true",
            "all",
            "none",
            "a\0b",
            "\n",
            "${env:X}",
            "%",
            "é",
            "x".repeat(5_000),
            "by.start.time",
            "by.start.sequence",
            "2024-01-01T00:00:00Z",
            "+1000000000-01-01T00:00:00Z",
            "cdc.*.*.*",
            "cdc.a.*.*,cdc.*.b.*",
            "cdc.>",
            "http://127.0.0.1:9308",
            "http://[::1",
            "https://user:secret@host",
            "file:///etc/passwd",
            "://",
            "a,,b",
            "/no/such/file",
            "basic",
            "fail",
            "${database}_${table}",
            "${",
            "(*)",
            "(id, name string attribute, *)",
            "(price bigint(2), *)",
            "products(name text, -secret)",
            "(((((",
            "(a string, a text)",
            "t (v float_vector(99999999999))");

    private static final List<String> MORE_NAMES = List.of(
            "errors.tolerance",
            "name",
            "tasks.max",
            "table.shop.products",
            "table.shop.",
            "table.",
            "table.a.b.c",
            "table.shop.products.sql.options",
            "manticore.url",
            "nats.",
            "dead.letter.topics");

    static {
        // It warns of each configuration whose servers could not be asked.
        System.setProperty("org.slf4j.simpleLogger.log." + SinkConfigFaults.class.getName(), "off");
    }

    private final Random random = new Random(SEED);
    private final List<String> names = new ArrayList<>(ManticoreSinkConfig.DEFINITION.names());

    @Test
    void everyConfigurationIsUsableOrItsFaultsAreNamed() {
        names.addAll(MORE_NAMES);
        Map<String, String> shipped = shipped();
        int usable = 0;
        for (int i = 0; i < COUNT; i++) {
            Map<String, String> properties = new HashMap<>(shipped);
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
                mutate(properties);
            }
            usable += check(properties) ? 1 : 0;
        }
        System.out.printf("ConfigurationFuzzTest: seed %d, %d configurations: %d usable%n", SEED, COUNT, usable);
        // Otherwise the mutations prove nothing.
        assertThat(usable).as("usable of seed %d", SEED).isBetween(COUNT / 20, COUNT - COUNT / 20);
    }

    private static Map<String, String> shipped() {
        Map<String, String> properties = ConnectorFile.settings("manticore-sink");
        properties.put("manticore.urls", "http://127.0.0.1:9308");
        return properties;
    }

    private void mutate(Map<String, String> properties) {
        String name = names.get(random.nextInt(names.size()));
        String value = VALUES.get(random.nextInt(VALUES.size()));
        switch (random.nextInt(6)) {
            case 0 -> properties.remove(name);
            case 1 -> {
                String before = properties.getOrDefault(name, "");
                int at = random.nextInt(before.length() + 1);
                properties.put(name, before.substring(0, at) + value + before.substring(at));
            }
            default -> properties.put(name, value);
        }
    }

    /** Returns whether it has no fault. */
    private static boolean check(Map<String, String> properties) {
        properties.put(SERVERS, NO_SERVER);
        try {
            Config checked = new ManticoreSinkConnector().validate(properties);
            boolean sound = checked.configValues().stream()
                    .filter(value -> !value.name().equals(SERVERS))
                    .allMatch(value -> value.errorMessages().isEmpty());
            properties.put(SERVERS, "nats://127.0.0.1:4222");
            if (sound) {
                use(properties);
            }
            return sound;
        } catch (RuntimeException | StackOverflowError e) {
            throw new AssertionError("seed " + SEED + ", " + properties, e);
        }
    }

    private static void use(Map<String, String> properties) {
        ManticoreSinkConfig config = new ManticoreSinkConfig(properties);
        config.pipeline(Set.of());
        config.manticore();
        config.partitionRefresh();
        config.nats().toOptions();
    }
}
