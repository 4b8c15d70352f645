package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.config.Config;
import org.junit.jupiter.api.Test;

/** As the sink's: every fault of a configuration is named, and one without a fault can be used. */
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
            "5",
            "2147483648",
            "9223372036854775807",
            "9223372036854775808",
            "1.5",
            "true",
            "s2",
            "none",
            "if.absent",
            "a\0b",
            "\n",
            "CDC.*",
            "CDC TWO",
            "é",
            "x".repeat(5_000),
            "set.aside",
            "/no/such/file",
            "SUACSSL3UAHUDXKFSNVUZRF5UHPMWZ6BFDTJ7M6USDXIEDNPPQYYYCU3VY");

    private final Random random = new Random(SEED);

    @Test
    void everyConfigurationIsUsableOrItsFaultsAreNamed() {
        List<String> names = new ArrayList<>(NatsBridgeConfig.DEFINITION.names());
        names.addAll(List.of("consumer.override.max.poll.interval.ms", "nats.server", "retry.backoff", "topics"));
        int usable = 0;
        for (int i = 0; i < COUNT; i++) {
            Map<String, String> properties = new HashMap<>(Map.of("name", "nats-bridge", "topics", "a"));
            for (int left = 1 + random.nextInt(3); left > 0; left--) {
                properties.put(names.get(random.nextInt(names.size())), VALUES.get(random.nextInt(VALUES.size())));
            }
            usable += check(properties) ? 1 : 0;
        }
        System.out.printf("ConfigurationFuzzTest: seed %d, %d configurations: %d usable%n", SEED, COUNT, usable);
        // Otherwise the mutations prove nothing.
        assertThat(usable).as("usable of seed %d", SEED).isBetween(COUNT / 20, COUNT - COUNT / 20);
    }

    /** Returns whether it has no fault. */
    private static boolean check(Map<String, String> properties) {
        properties.put(SERVERS, NO_SERVER);
        try {
            Config checked = new NatsBridgeConnector().validate(properties);
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
        NatsBridgeConfig config = new NatsBridgeConfig(properties);
        config.stream();
        config.limits();
        config.putLimit();
        config.backoff(System::nanoTime);
        config.nats().toOptions();
    }
}
