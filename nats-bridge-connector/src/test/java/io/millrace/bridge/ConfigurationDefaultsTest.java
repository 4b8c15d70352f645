package io.millrace.bridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;

class ConfigurationDefaultsTest {
    private static final ConfigDef CONVERTER = new ChangeEventConverter().config();

    @Test
    void defaultsOfTheBridge() {
        assertThat(NatsBridgeConfig.DEFINITION.defaultValues())
                .containsOnly(
                        entry("nats.servers", "nats://127.0.0.1:4222"),
                        entry("nats.user", null),
                        entry("nats.password", null),
                        entry("nats.token", null),
                        entry("nats.nkey.seed", null),
                        entry("nats.credentials.file", null),
                        entry("nats.tls.truststore.path", null),
                        entry("nats.tls.truststore.password", null),
                        entry("nats.tls.keystore.path", null),
                        entry("nats.tls.keystore.password", null),
                        entry("nats.connection.timeout.ms", 5000L),
                        entry("nats.stream", "CDC"),
                        entry("nats.stream.create", "none"),
                        entry("nats.stream.max.age.ms", 604_800_000L),
                        entry("nats.stream.duplicate.window.ms", 120_000L),
                        entry("nats.stream.replicas", 1),
                        entry("nats.stream.max.bytes", -1L),
                        entry("nats.stream.compression", "s2"),
                        entry("include.before", false),
                        entry("oversized.rows", "without.columns"),
                        entry("publish.max.in.flight.count", 1000),
                        entry("publish.max.in.flight.bytes", 16_777_216L),
                        entry("publish.ack.timeout.ms", 10_000L),
                        entry("retry.backoff.initial.ms", 250L),
                        entry("retry.backoff.max.ms", 30_000L));
    }

    @Test
    void defaultsOfTheConverter() {
        assertThat(CONVERTER.defaultValues())
                .containsOnly(entry("include.before", false), entry("event.max.bytes", 900_000));
    }
}
